internal import JWT

/// When a validator's flips come, read off its profile by judging tokens.
struct Rule: Sendable {
    /// This may be any even second.
    private static let second = 1_800_000_000

    let validator: Validator

    /// Whether it judges tokens by that claim, if nothing else is wrong with them.
    func looksAt(_ claim: TimedClaim) -> Bool {
        flip(FlipKey(claim), leeway: .zero) != nil
    }

    /// The time from the second of the claim to the instant at which the token changes, by the validator's own clock;
    /// nil if it never changes.
    func flip(_ key: FlipKey, leeway: Duration) -> Duration? {
        let second = Self.second + (key.isOdd ? 1 : 0)
        let date = key.date(second: second)
        // This is long ago, so that it hides nothing, and yet before the end.
        let past = date - .seconds(100_000)
        let future = date + .seconds(100_000)
        let claims =
            switch key.claim {
            case .iat: Claims(issuedAt: date, expiration: future)
            case .nbf: Claims(issuedAt: past, notBefore: date, expiration: future)
            // For some profiles an old iat would end the token too.
            case .exp: Claims(issuedAt: future, notBefore: past, expiration: date)
            }
        guard let life = TokenJudge.life(of: claims, tolerance: leeway, by: validator) else { return nil }
        guard key.claim.isStart else { return life.end.map { $0 - NumericDate(seconds: second) } }
        // A start that does not move with the claim belongs to another claim.
        guard let start = life.start, (start - date).absolute < .seconds(50_000) else { return nil }
        return start - NumericDate(seconds: second)
    }

    /// Whether an `nbf` spares a token the check of its `iat`.
    var prefersNotBefore: Bool { validator.prefersNotBefore }

    /// Whether it reads a claim that has a fraction.
    func takesFractions(_ claim: TimedClaim) -> Bool { flip(FlipKey(claim, fraction: 250), leeway: .zero) != nil }

    /// Whether it judges tokens by any time at all.
    var judgesTime: Bool { TimedClaim.allCases.contains(where: looksAt) }

    /// Whether it refuses a token for an `iat` that is long ago.
    var judgesAge: Bool {
        let now = NumericDate(seconds: Self.second)
        let claims = Claims(issuedAt: now - .seconds(86_400), expiration: now + .seconds(86_400))
        return TokenJudge.life(of: claims, tolerance: .zero, by: validator)?.end.map { $0 < now } ?? false
    }

    func reading(_ claim: TimedClaim) -> TimeReading? {
        switch claim {
        case .iat: validator.readings.issuedAt
        case .nbf: validator.readings.notBefore
        case .exp: validator.readings.expiration
        }
    }
}
