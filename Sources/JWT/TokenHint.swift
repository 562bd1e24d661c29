internal import Durations

/// What may have gone wrong where a token was made: the two most common causes of times that make no sense.
package enum TokenHint: Sendable, Hashable {
    /// The claim is 1,000 times too large: it counts milliseconds instead of seconds.
    case milliseconds(claim: String)
    /// The claim is off by a whole number of half hours: local time was taken for UTC. `off` is positive if the claim
    /// lies ahead.
    case localTime(claim: String, off: Duration)

    /// As the reason field, the journal and JSON call it.
    package var name: String {
        switch self {
        case .milliseconds: "milliseconds"
        case .localTime: "local_time"
        }
    }

    package var claim: String {
        switch self {
        case .milliseconds(let claim), .localTime(let claim, _): claim
        }
    }
}

extension TokenHint {
    /// About the year 5138: in seconds, no time of today is as large; in milliseconds, all since 1973 are.
    private static let smallestInMilliseconds = NumericDate(seconds: 100_000_000_000)
    private static let tenYears = Duration.seconds(3_652 * 86_400)
    private static let halfHour = Duration.seconds(1800)
    /// All time zones, in half hours: UTC−12 to UTC+14.
    private static let zones = -24...28
    /// A token that was made less than this ago is taken for a new one, with an `iat` of now.
    private static let freshness = Duration.seconds(30)
    /// A token that expired less than this ago has just expired.
    private static let recently = freshness * 2
    /// How far clocks may be apart besides.
    private static let skew = Duration.seconds(5)

    /// What explains a refusal; nil if nothing does.
    static func find(
        _ claims: Claims,
        meaning: TokenMeaning,
        refusedFor error: TokenError,
        at now: NumericDate
    ) -> TokenHint? {
        if meaning.hasLargeTime, let hint = milliseconds(claims, at: now) { return hint }
        return localTime(claims, meaning: meaning, refusedFor: error, at: now)
    }

    static func hasLargeTime(_ claims: Claims) -> Bool {
        isLarge(claims.issuedAt) || isLarge(claims.notBefore) || isLarge(claims.expiration)
    }

    /// The hint that a time is 1,000 times too large: all times make sense once the large ones are divided.
    ///
    /// Worth saying of a token that is accepted as well: it is hardly meant to live until the year 58,000.
    package static func milliseconds(_ claims: Claims, at now: NumericDate) -> TokenHint? {
        guard hasLargeTime(claims) else { return nil }
        var name: String?
        var read: [NumericDate?] = []
        for (claim, time) in [("iat", claims.issuedAt), ("nbf", claims.notBefore), ("exp", claims.expiration)] {
            guard let instant = time.instant, instant >= smallestInMilliseconds else {
                read.append(time.instant)
                continue
            }
            let divided = NumericDate(sinceEpoch: instant.sinceEpoch / 1000)
            guard divided - now < tenYears, now - divided < tenYears else { return nil }
            name = name ?? claim
            read.append(divided)
        }
        guard let name else { return nil }
        if let start = read[0] ?? read[1], let end = read[2], end <= start { return nil }
        return .milliseconds(claim: name)
    }

    private static func isLarge(_ time: TimeClaim) -> Bool {
        time.instant.map { $0 >= smallestInMilliseconds } ?? false
    }

    /// The hint that local time was taken for UTC: moved by whole half hours, the token would be new and good.
    private static func localTime(
        _ claims: Claims,
        meaning: TokenMeaning,
        refusedFor error: TokenError,
        at now: NumericDate
    ) -> TokenHint? {
        switch error {
        case .issuedInFuture, .notYetValid: break
        case .expired, .tooOld:
            // A token that has just expired needs no other reason, although its age may well be whole half hours.
            guard let end = meaning.life?.end, now - end > recently else { return nil }
        default: return nil
        }
        let anchor: (name: String, instant: NumericDate)
        if let instant = claims.issuedAt.instant {
            anchor = ("iat", instant)
        } else if let instant = claims.notBefore.instant {
            anchor = ("nbf", instant)
        } else {
            return nil
        }
        let lead = anchor.instant - now
        // This is asked before any division: nearly every token is nearer than that.
        guard lead >= halfHour - freshness || lead <= skew - halfHour else { return nil }
        guard lead < halfHour * (zones.upperBound + 1), lead > halfHour * (zones.lowerBound - 1) else { return nil }
        // The lead is rounded to the nearest half hour.
        let halfHours = (lead + halfHour / 2).secondsRoundedDown.floorDivided(by: 1800)
        let off = halfHour * halfHours
        guard halfHours != 0, zones.contains(halfHours), lead - off <= skew, off - lead <= freshness else { return nil }
        var moved = claims
        for path in [\Claims.issuedAt, \Claims.notBefore, \Claims.expiration] {
            let claim = claims[keyPath: path]
            if let instant = claim.instant { moved[keyPath: path] = claim.moved(to: instant - off) }
        }
        let rules = meaning.rules
        let wider = TokenRules(rules.validator, tolerance: max(rules.tolerance, skew))
        guard let life = TokenMeaning(moved, by: rules).life, let widened = TokenMeaning(moved, by: wider).life,
            widened.start.map({ $0 <= now }) ?? true, life.end.map({ now < $0 }) ?? true
        else { return nil }
        return .localTime(claim: anchor.name, off: off)
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
