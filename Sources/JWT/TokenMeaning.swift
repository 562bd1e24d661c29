/// What the times of one token mean by given rules; it is worked out once, since neither changes.
///
/// A class, because it is passed on more often than it is made.
final class TokenMeaning: Sendable {
    /// A claim that the rules look at.
    struct Bound: Sendable {
        let check: Validator.Check
        let claim: NumericDate
        /// The first instant at which the clock has reached the claim, tolerance included.
        let instant: NumericDate
    }

    let rules: TokenRules
    /// Before the first two the token is too early, from the third on too late.
    let issuedAt, notBefore, expiration: Bound?
    /// From this instant on the token is too old.
    let age: Bound?
    /// When the token is accepted, unless it is revoked; nil if it lacks what the rules need.
    let life: TokenLife?
    /// What the rules need and the token lacks.
    let error: TokenError?
    /// Whether a time is so large that it may count milliseconds.
    let hasLargeTime: Bool

    init(_ claims: borrowing Claims, by rules: TokenRules) {
        self.rules = rules
        hasLargeTime = TokenHint.hasLargeTime(claims)
        let validator = rules.validator
        func start(_ check: Validator.Check?, _ claim: NumericDate?) -> Bound? {
            guard let check, let claim else { return nil }
            return Bound(check: check, claim: claim, instant: check.start(claim, rules.tolerance))
        }
        func end(_ check: Validator.Check?, _ claim: NumericDate?) -> Bound? {
            guard let check, let claim else { return nil }
            return Bound(check: check, claim: claim, instant: check.end(claim, rules.tolerance))
        }
        do throws(TokenError) {
            let times = try validator.times(of: claims)
            issuedAt = start(validator.issuedAtCheck(for: times), times.issuedAt)
            notBefore = start(validator.notBefore, times.notBefore)
            expiration = end(validator.expiration, times.expiration)
            age = end(validator.age, times.issuedAt)
            // Not by lists, which would cost more than all the rest of this.
            let (issued, valid) = (issuedAt?.instant, notBefore?.instant)
            let (expired, old) = (expiration?.instant, age?.instant)
            let start = if let issued, let valid { max(issued, valid) } else { issued ?? valid }
            let end = if let expired, let old { min(expired, old) } else { expired ?? old }
            life = TokenLife(start: start, end: end)
            error = nil
        } catch {
            (issuedAt, notBefore, expiration, age, life) = (nil, nil, nil, nil, nil)
            self.error = error
        }
    }
}
