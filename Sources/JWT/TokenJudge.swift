/// The one judge of what a token says, once its signature holds: gateway, control interface and `inspect` all ask here.
package enum TokenJudge {
    /// Asks what a token must have, then `iat`, `nbf`, `exp`, and whether it has been revoked, which is the order of the
    /// reasons; throws the first fault.
    ///
    /// RFC 7519 §4.1.6 asks for no check of `iat`. Gateways that make it are what this mock is about.
    ///
    /// - Parameters:
    ///   - now: on the checking clock.
    ///   - tolerance: how much difference between the clocks is forgiven; not negative.
    ///   - validator: which claims count, and by which rules.
    package static func judge(
        _ claims: Claims,
        isRevoked: Bool = false,
        at now: NumericDate,
        tolerance: Duration,
        by validator: Validator
    ) throws(TokenRefusal) {
        guard let error = fault(claims, isRevoked, now, tolerance, validator) else { return }
        let hint = TokenHint.find(claims, error, at: now, tolerance: tolerance, by: validator)
        throw TokenRefusal(error, hint: hint, isRevoked: isRevoked)
    }

    /// When the token is accepted, while nobody revokes it; nil where it has not what the validator needs.
    package static func life(of claims: Claims, tolerance: Duration, by validator: Validator) -> TokenLife? {
        (try? validator.times(of: claims)).map { validator.life(of: $0, tolerance: tolerance) }
    }

    private static func fault(
        _ claims: Claims,
        _ isRevoked: Bool,
        _ now: NumericDate,
        _ tolerance: Duration,
        _ validator: Validator
    ) -> TokenError? {
        let times: TokenTimes
        do throws(TokenError) {
            times = try validator.times(of: claims)
        } catch {
            return error
        }
        // A token that nobody would accept at any time heals never, whichever of its faults comes first.
        func heals() -> Duration? {
            isRevoked ? nil : validator.life(of: times, tolerance: tolerance).wait(from: now)
        }
        if let check = validator.issuedAtCheck(for: times), let issuedAt = times.issuedAt,
            now < check.start(issuedAt, tolerance)
        {
            return .issuedInFuture(ahead: check.lead(of: issuedAt, at: now), heals: heals())
        }
        if let check = validator.notBefore, let notBefore = times.notBefore, now < check.start(notBefore, tolerance) {
            return .notYetValid(ahead: check.lead(of: notBefore, at: now), heals: heals())
        }
        if let expiration = times.expiration, now >= validator.expiration.end(expiration, tolerance) {
            return .expired(ago: .zero - validator.expiration.lead(of: expiration, at: now))
        }
        return isRevoked ? .revoked : nil
    }
}
