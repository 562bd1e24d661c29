import JWT
import Testing

/// The bounds, to the millisecond, on both sides, for several tolerances.
@Suite struct TokenJudgeTests {
    static let now = NumericDate(milliseconds: 1_795_402_980_805)
    static let tolerances = [0, 1, 200, 5_000, 86_400_000]

    private func error(
        iat: Int = -1_000,
        nbf: Int? = nil,
        exp: Int = 1_000_000_000,
        tolerance: Int,
        isRevoked: Bool = false,
        validator: Validator = .strict
    ) -> TokenError? {
        let claims = Claims(
            issuedAt: Self.now + .milliseconds(iat),
            notBefore: nbf.map { Self.now + .milliseconds($0) },
            expiration: Self.now + .milliseconds(exp)
        )
        do throws(TokenRefusal) {
            let tolerance = Duration.milliseconds(tolerance)
            try TokenJudge.judge(claims, isRevoked: isRevoked, at: Self.now, tolerance: tolerance, by: validator)
            return nil
        } catch {
            return error.error
        }
    }

    /// `iat == now + tolerance` is good, a millisecond more is not.
    @Test(arguments: tolerances)
    func boundsIssuedAt(tolerance: Int) {
        #expect(error(iat: tolerance - 1, tolerance: tolerance) == nil)
        #expect(error(iat: tolerance, tolerance: tolerance) == nil)
        #expect(
            error(iat: tolerance + 1, tolerance: tolerance)
                == .issuedInFuture(ahead: .milliseconds(tolerance + 1), heals: .milliseconds(1))
        )
    }

    /// RFC 7519 §4.1.5: "after or equal".
    @Test(arguments: tolerances)
    func boundsNotBefore(tolerance: Int) {
        #expect(error(nbf: tolerance, tolerance: tolerance) == nil)
        #expect(
            error(nbf: tolerance + 1, tolerance: tolerance)
                == .notYetValid(ahead: .milliseconds(tolerance + 1), heals: .milliseconds(1))
        )
    }

    /// RFC 7519 §4.1.4 says "on or after", so a token dies at `exp` itself.
    @Test(arguments: tolerances)
    func boundsExpiration(tolerance: Int) {
        #expect(error(iat: -tolerance - 9, exp: 1 - tolerance, tolerance: tolerance) == nil)
        #expect(
            error(iat: -tolerance - 9, exp: -tolerance, tolerance: tolerance) == .expired(ago: .milliseconds(tolerance))
        )
        #expect(
            error(iat: -tolerance - 9, exp: -tolerance - 1, tolerance: tolerance)
                == .expired(ago: .milliseconds(tolerance + 1))
        )
    }

    @Test func healsWhenBothClaimsHave() {
        #expect(
            error(iat: 200, nbf: 300, tolerance: 50)
                == .issuedInFuture(ahead: .milliseconds(200), heals: .milliseconds(250))
        )
        #expect(
            error(iat: 300, nbf: 200, tolerance: 50)
                == .issuedInFuture(ahead: .milliseconds(300), heals: .milliseconds(250))
        )
        #expect(
            error(iat: 0, nbf: 300, tolerance: 50) == .notYetValid(ahead: .milliseconds(300), heals: .milliseconds(250))
        )
    }

    /// The order of checks is the order of reasons.
    @Test func reportsTheFirstFault() {
        #expect(error(iat: 5, nbf: 5, exp: -5, tolerance: 0)?.reason == "iat_in_future")
        #expect(error(iat: 0, nbf: 5, exp: -5, tolerance: 0)?.reason == "nbf_in_future")
        #expect(error(iat: 0, nbf: 0, exp: -5, tolerance: 0)?.reason == "expired")
    }

    /// Dead before it is no longer too early: no wait helps, and a tolerance that lets it live does.
    @Test func healsNeverWhereItDiesFirst() {
        #expect(error(iat: 65, exp: 60, tolerance: 0) == .issuedInFuture(ahead: .milliseconds(65), heals: nil))
        #expect(error(iat: 65, exp: 65, tolerance: 0)?.healsMilliseconds == nil)
        #expect(error(iat: 65, exp: 66, tolerance: 0)?.healsMilliseconds == 65)
        #expect(error(nbf: 65, exp: 60, tolerance: 2) == .notYetValid(ahead: .milliseconds(65), heals: nil))
        #expect(error(nbf: 65, exp: 60, tolerance: 3)?.healsMilliseconds == 62)
    }

    /// A call so many milliseconds later passes: what a fraction of a millisecond is missing rounds up.
    @Test func roundsUpWhatIsMissing() {
        let claims = Claims(issuedAt: Self.now + .microseconds(199_001), expiration: Self.now + .seconds(60))
        #expect {
            try TokenJudge.judge(claims, at: Self.now, tolerance: .zero, by: .strict)
        } throws: { error in
            let error = (error as? TokenRefusal)?.error
            return error?.aheadMilliseconds == 200 && error?.healsMilliseconds == 200
        }
        #expect(throws: TokenRefusal.self) {
            try TokenJudge.judge(claims, at: Self.now + .milliseconds(199), tolerance: .zero, by: .strict)
        }
        #expect(throws: Never.self) {
            try TokenJudge.judge(claims, at: Self.now + .milliseconds(200), tolerance: .zero, by: .strict)
        }
    }

    /// If the only instants at which a token is good lie between two milliseconds, no call can meet it.
    @Test func healsNeverBetweenTwoMilliseconds() {
        // HTTP APIs of AWS accept only past `iat`, and so not at it: a lifetime of 1 ms is none.
        #expect(
            error(iat: 200, exp: 201, tolerance: 0, validator: .awsAPIGateway)
                == .issuedInFuture(ahead: .milliseconds(200), heals: nil)
        )
        #expect(error(iat: 200, exp: 202, tolerance: 0, validator: .awsAPIGateway)?.healsMilliseconds == 201)
        // A clock that shows only whole seconds shows none in between.
        #expect(error(iat: 196, exp: 1195, tolerance: 0, validator: .authlib)?.healsMilliseconds == 1195)
        #expect(error(iat: 196, exp: 1196, tolerance: 0, validator: .joserfc)?.healsMilliseconds == 1195)
        #expect(error(iat: 196, exp: 1195, tolerance: 0, validator: .joserfc)?.healsMilliseconds == nil)
    }

    /// A token that somebody has taken back is accepted at no time, whatever its first fault is.
    @Test func healsNeverOnceRevoked() {
        #expect(
            error(iat: 200, tolerance: 0, isRevoked: true) == .issuedInFuture(ahead: .milliseconds(200), heals: nil)
        )
        #expect(error(nbf: 200, tolerance: 0, isRevoked: true)?.healsMilliseconds == nil)
        #expect(error(exp: -5, tolerance: 0, isRevoked: true)?.reason == "expired")
        #expect(error(tolerance: 0, isRevoked: true) == .revoked)
    }
}
