/// The one judge of what a token says, once its signature holds: gateway, control interface and `inspect` all ask it.
package enum TokenJudge {
    /// Asks what a token must have, then checks `iat`, `nbf`, `exp`, its age, and whether it has been revoked, which is
    /// the order of the reasons; throws the first fault.
    ///
    /// RFC 7519 §4.1.6 asks for no check of `iat`; this mock is about the gateways that make one.
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
        let rules = TokenRules(validator, tolerance: tolerance)
        try judge(claims, TokenMeaning(claims, by: rules), isRevoked: isRevoked, at: now)
    }

    /// The same for a token that the gateway has verified: it keeps what its times mean.
    package static func judge(
        _ token: VerifiedToken,
        isRevoked: Bool,
        at now: NumericDate,
        by rules: TokenRules
    ) throws(TokenRefusal) {
        if !isRevoked, let life = token.life(by: rules), life.contains(now) { return }
        try judge(token.claims, token.meaning(by: rules), isRevoked: isRevoked, at: now)
    }

    /// When the token is accepted, unless it is revoked; nil if it lacks what the validator needs.
    package static func life(of claims: Claims, tolerance: Duration, by validator: Validator) -> TokenLife? {
        TokenMeaning(claims, by: TokenRules(validator, tolerance: tolerance)).life
    }

    private static func judge(
        _ claims: Claims,
        _ meaning: TokenMeaning,
        isRevoked: Bool,
        at now: NumericDate
    ) throws(TokenRefusal) {
        guard let error = fault(meaning, isRevoked, now) else { return }
        let hint = TokenHint.find(claims, meaning: meaning, refusedFor: error, at: now)
        throw TokenRefusal(error, hint: hint, isRevoked: isRevoked)
    }

    private static func fault(_ meaning: TokenMeaning, _ isRevoked: Bool, _ now: NumericDate) -> TokenError? {
        guard let life = meaning.life else { return meaning.error }
        // A token that is accepted at no time never heals, whichever of its faults comes first.
        func heals() -> Duration? { isRevoked ? nil : life.wait(from: now) }
        if let issuedAt = meaning.issuedAt, now < issuedAt.instant {
            return .issuedInFuture(ahead: issuedAt.check.lead(of: issuedAt.claim, at: now), heals: heals())
        }
        if let notBefore = meaning.notBefore, now < notBefore.instant {
            return .notYetValid(ahead: notBefore.check.lead(of: notBefore.claim, at: now), heals: heals())
        }
        if let expiration = meaning.expiration, now >= expiration.instant {
            return .expired(ago: .zero - expiration.check.lead(of: expiration.claim, at: now))
        }
        if let age = meaning.age, now >= age.instant {
            return .tooOld(ago: .zero - age.check.lead(of: age.claim, at: now))
        }
        return isRevoked ? .revoked : nil
    }
}
