/// What a gateway asks about the times of a token.
package enum ClaimCheck {
    /// Asks `iat`, `nbf` and `exp` in this order, which is that of the reasons; throws the first fault.
    ///
    /// RFC 7519 §4.1.6 asks for no check of `iat`. Gateways that make it are what this mock is about.
    ///
    /// - Parameters:
    ///   - now: on the checking clock.
    ///   - tolerance: how much difference between the clocks is forgiven; not negative.
    ///   - validator: which claims count, and by which rules.
    package static func check(
        _ claims: Claims,
        at now: NumericDate,
        tolerance: Duration,
        by validator: Validator
    ) throws(TokenError) {
        if let check = validator.issuedAtCheck(for: claims), now < check.start(claims.issuedAt, tolerance) {
            throw .issuedInFuture(
                ahead: check.lead(of: claims.issuedAt, at: now),
                heals: heals(claims, now, tolerance, validator)
            )
        }
        if let check = validator.notBefore, let notBefore = claims.notBefore, now < check.start(notBefore, tolerance) {
            throw .notYetValid(
                ahead: check.lead(of: notBefore, at: now),
                heals: heals(claims, now, tolerance, validator)
            )
        }
        guard now < validator.end(of: claims, tolerance: tolerance) else {
            throw .expired(ago: .zero - validator.expiration.lead(of: claims.expiration, at: now))
        }
    }

    /// How long until neither `iat` nor `nbf` is too far ahead; nil where the token is dead by then.
    private static func heals(
        _ claims: Claims,
        _ now: NumericDate,
        _ tolerance: Duration,
        _ validator: Validator
    ) -> Duration? {
        guard let start = validator.start(of: claims, tolerance: tolerance),
            start < validator.end(of: claims, tolerance: tolerance)
        else { return nil }
        return start - now
    }
}
