package import JWT
internal import Policy

/// How often and how long a rule applies; every condition that is given must hold.
package struct RuleLife: Sendable, Hashable {
    /// It applies to the nth matching request alone.
    var nth: Int?
    /// It applies to every nth matching request.
    var every: Int?
    /// It applies to this share of the matching requests, in millionths; the seed chooses them.
    var share: Int?
    /// It applies this many times, and is spent then.
    var next: Int?
    /// It applies before this instant of the gateway's clock.
    var until: NumericDate?
    /// How long it lasts, on the true clock, so that a forgotten rule ends by itself.
    var ttl: Duration?

    /// - Parameters:
    ///   - number: the number of this matching request, from 1.
    ///   - applied: how often the rule has applied.
    package func applies(number: Int, applied: Int, seed: UInt64, gatewayNow: NumericDate) -> Bool {
        if let nth, number != nth { return false }
        if let every, number % every != 0 { return false }
        if let next, applied >= next { return false }
        if let until, gatewayNow >= until { return false }
        if let share, Int(SplitMix64.number(number, seed: seed) % 1_000_000) >= share { return false }
        return true
    }

    /// Whether it has nothing left to do, whatever requests come.
    func isSpent(seen: Int, applied: Int) -> Bool {
        if let next, applied >= next { return true }
        if let nth, seen >= nth { return true }
        return false
    }
}
