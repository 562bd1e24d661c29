/// One question about time that a gateway asks of a token.
package struct ClaimCheck: Sendable {
    /// - Parameters:
    ///   - now: on the checking clock.
    ///   - tolerance: how much difference between the clocks is forgiven; not negative.
    package typealias Body = @Sendable (Claims, _ now: NumericDate, _ tolerance: Duration) throws(TokenError) -> Void

    private let body: Body

    package init(_ body: @escaping Body) { self.body = body }

    /// Those of the gateway, in the order in which it reports them.
    package static let all: [ClaimCheck] = [.notIssuedInFuture, .notBefore, .notExpired]

    package static func check(
        _ claims: Claims,
        at now: NumericDate,
        tolerance: Duration
    ) throws(TokenError) {
        for check in all { try check.body(claims, now, tolerance) }
    }

    /// Refuses `iat > now + tolerance`; a token issued just at `now + tolerance` is good.
    ///
    /// RFC 7519 §4.1.6 asks for no such check. Gateways that make it are what this mock is about.
    package static let notIssuedInFuture = ClaimCheck { claims, now, tolerance throws(TokenError) in
        guard claims.issuedAt <= now + tolerance else {
            throw .issuedInFuture(ahead: claims.issuedAt - now, heals: claims.heals(after: now, tolerance))
        }
    }

    /// Refuses `nbf > now + tolerance` (RFC 7519 §4.1.5: "MUST be after or equal").
    package static let notBefore = ClaimCheck { claims, now, tolerance throws(TokenError) in
        guard let notBefore = claims.notBefore else { return }
        guard notBefore <= now + tolerance else {
            throw .notYetValid(ahead: notBefore - now, heals: claims.heals(after: now, tolerance))
        }
    }

    /// Refuses `exp + tolerance <= now` (RFC 7519 §4.1.4: "on or after").
    package static let notExpired = ClaimCheck { claims, now, tolerance throws(TokenError) in
        guard now < claims.expiration + tolerance else { throw .expired(ago: now - claims.expiration) }
    }
}

extension Claims {
    /// How long until neither `iat` nor `nbf` is too far ahead.
    fileprivate func heals(after now: NumericDate, _ tolerance: Duration) -> Duration {
        max(issuedAt, notBefore ?? issuedAt) - tolerance - now
    }
}
