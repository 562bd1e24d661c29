import Durations
import Gateway
import JSON
import JWT
import TestSupport
import Testing

/// The bounds of `iat`, `nbf` and `exp`, on both sides, as all who judge see them.
@Suite struct BoundaryTests {
    static let tolerances = [0, 1, 200, 5_000, 3_600_000]
    static let precisions: [TimestampPrecision] = [.milliseconds, .seconds]

    /// A token by the gateway's own issuer, at a phase of the second at which rounding shows, and the instant of one
    /// claim.
    private func issue(
        _ court: TokenCourt,
        _ precision: TimestampPrecision,
        claim: String,
        overrides: String
    ) throws -> (token: String, instant: NumericDate) {
        court.gateway.clock.set(NumericDate(milliseconds: 1_767_323_045_678))
        let settings = #"{"timestampPrecision": "\#(precision.rawValue)", "tokenLifetime": "2h"}"#
        #expect(try court.gateway.control("PATCH", "settings", body: settings).status == 200)
        let minted = try court.gateway.control("POST", "tokens", body: #"{"claims": \#(overrides)}"#).json
        let token = try #require(minted?["access_token"]?.string)
        let told = try court.gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        let instant = NumericDate(try #require(told?["claims"]?[claim]?.number))
        return (token, try #require(instant))
    }

    @Test(arguments: tolerances, precisions)
    func issuedAt(tolerance: Int, precision: TimestampPrecision) throws {
        let court = try TokenCourt(tolerance: .milliseconds(tolerance))
        let (token, claim) = try issue(court, precision, claim: "iat", overrides: #"{"nbf": null}"#)
        #expect(claim == NumericDate(milliseconds: precision == .seconds ? 1_767_323_045_000 : 1_767_323_045_678))
        try expectBounds(court, token: token, claim: claim, tolerance: tolerance, reason: "iat_in_future")
    }

    @Test(arguments: tolerances, precisions)
    func notBefore(tolerance: Int, precision: TimestampPrecision) throws {
        let court = try TokenCourt(tolerance: .milliseconds(tolerance))
        let (token, claim) = try issue(court, precision, claim: "nbf", overrides: #"{"iat": 1}"#)
        try expectBounds(court, token: token, claim: claim, tolerance: tolerance, reason: "nbf_in_future")
    }

    /// An `iat` that is ahead by an hour, give or take, is that of somebody's clock on the wall.
    private func hint(claim isIssuedAt: Bool, ahead: Int) -> String? {
        isIssuedAt && ahead > 1_800_000 ? "local_time" : nil
    }

    /// A claim that must not lie ahead by more than is forgiven, and may be as old as it likes.
    private func expectBounds(
        _ court: TokenCourt,
        token: String,
        claim: NumericDate,
        tolerance: Int,
        reason: String
    ) throws {
        for ahead in [-1, 0, 1] {
            court.gateway.clock.set(claim - .milliseconds(tolerance + ahead))
            let hint = hint(claim: reason == "iat_in_future", ahead: tolerance + ahead)
            let refusal = Judgement.refused(
                reason,
                ahead: tolerance + ahead,
                tolerance: tolerance,
                heals: ahead,
                hint: hint
            )
            #expect(try court.judge(token, "ahead by \(ahead) ms") == (ahead > 0 ? refusal : .accepted))
        }
        for age in [-1, 0, 1] where tolerance + age >= 0 {
            court.gateway.clock.set(claim + .milliseconds(tolerance + age))
            #expect(try court.judge(token, "old by \(age) ms") == .accepted)
        }
    }

    @Test(arguments: tolerances, precisions)
    func expiration(tolerance: Int, precision: TimestampPrecision) throws {
        let court = try TokenCourt(tolerance: .milliseconds(tolerance))
        let (token, claim) = try issue(court, precision, claim: "exp", overrides: "{}")
        // The claim lies so far behind what is forgiven.
        for age in [-1, 0, 1] {
            court.gateway.clock.set(claim + .milliseconds(tolerance + age))
            let refusal = Judgement.refused("expired", ago: tolerance + age, tolerance: tolerance)
            #expect(try court.judge(token, "dead for \(age) ms") == (age >= 0 ? refusal : .accepted))
        }
        // Without a tolerance, this side is the other one.
        for rest in [-1, 0, 1] where tolerance + rest > 0 {
            court.gateway.clock.set(claim - .milliseconds(tolerance + rest))
            #expect(try court.judge(token, "alive for \(rest) ms") == .accepted)
        }
    }

    /// Whichever rules are in force, all who judge go by them, around each bound and around whole seconds.
    @Test(arguments: Repetitions.some(of: Validator.all.map(\.name)), [nil, 200] as [Int?])
    func allGoByOneValidator(name: String, tolerance: Int?) throws {
        let validator = try #require(Validator.named(name))
        let tolerance = tolerance.map { Duration.milliseconds($0) }
        let court = try TokenCourt(validator: validator, tolerance: tolerance)
        let start = court.gateway.clock.now
        let tokens = [
            Forge.sign(#"{"iat":1767323045.2,"exp":1767323145.2}"#),
            Forge.sign(#"{"iat":1,"nbf":1767323045.2,"exp":1767323145.2}"#),
            Forge.sign(#"{"iat":1767323045,"nbf":1767323045,"exp":1767323145}"#),
        ]
        let forgiven = (tolerance ?? validator.leeway).millisecondsRoundedDown
        for token in tokens {
            for base in [-forgiven, 200 - forgiven, 1_000, 100_000 + forgiven, 100_200 + forgiven] {
                for offset in [-1, 0, 1] {
                    court.gateway.clock.set(start + .milliseconds(base + offset))
                    try court.judge(token, "\(name) at \(base + offset) ms")
                }
            }
        }
    }
}
