internal import JWT
internal import Policy

/// How often and how long a rule applies; every condition that is given must hold.
struct RuleLife: Sendable, Hashable {
    /// The nth matching request alone.
    var nth: Int?
    /// Each matching request whose number this divides.
    var every: Int?
    /// In millionths: as much of the matching requests, chosen by the seed.
    var share: Int?
    /// Applies so many times, and is spent.
    var next: Int?
    /// On the gateway's clock: no longer at that instant.
    var until: NumericDate?
    /// Counted on the true clock, so that a forgotten rule ends by itself.
    var ttl: Duration?

    /// - Parameters:
    ///   - number: of this matching request, from 1.
    ///   - applied: how often the rule has applied.
    func applies(number: Int, applied: Int, seed: UInt64, gatewayNow: NumericDate) -> Bool {
        if let nth, number != nth { return false }
        if let every, number % every != 0 { return false }
        if let next, applied >= next { return false }
        if let until, gatewayNow >= until { return false }
        if let share, Int(SplitMix64.number(number, seed: seed) % 1_000_000) >= share { return false }
        return true
    }

    /// Whether it has nothing left to do, whatever comes.
    func isSpent(seen: Int, applied: Int) -> Bool {
        if let next, applied >= next { return true }
        if let nth, seen >= nth { return true }
        return false
    }
}
