internal import JWT

/// How far the issuer's clock runs ahead of the gateway's, and how that changes as the gateway's clock goes on: one
/// thing, whose parts are set and go together.
package struct Skew: Sendable, Hashable {
    /// What the offset becomes, so long after it was set.
    struct Step: Sendable, Hashable {
        let after: Duration
        let offset: Duration
    }

    var offset: Duration = .zero
    /// In billionths: nanoseconds gained a second.
    var drift = 0
    /// In the order of their time.
    var steps: [Step] = []
    /// Either way, evenly; another one each millisecond, and the same again for the same seed.
    var jitter: Duration = .zero
    var jitterSeed = 0
    /// How long all this holds.
    var ttl: Duration?

    static let driftLimit = 100_000_000
    static let jitterLimit = Duration.seconds(3600)
    static let stepLimit = 1_000

    /// In whole milliseconds, at most ten years either way.
    ///
    /// Its time to live is not looked at.
    ///
    /// - Parameter elapsed: how long the clock has gone on since this was set.
    func offset(at now: NumericDate, after elapsed: Duration) -> Duration {
        guard !isConstant else { return offset }
        let base = steps.last { $0.after <= elapsed }?.offset ?? offset
        let total = base.attoseconds + Self.share(elapsed, billionths: drift) + jitter(at: now).attoseconds
        let limit = DurationText.limit.attoseconds
        let clamped = Duration(attoseconds: min(max(total, -limit), limit))
        return .milliseconds(clamped.millisecondsRoundedDown)
    }

    var isConstant: Bool { drift == 0 && steps.isEmpty && jitter == .zero }

    /// In attoseconds, whole milliseconds of them, either way only once they are full; far from overflow for any two
    /// instants.
    private static func share(_ elapsed: Duration, billionths: Int) -> Int128 {
        let millisecond: Int128 = 1_000_000_000_000_000
        return elapsed.attoseconds / 1_000_000_000 * Int128(billionths) / millisecond * millisecond
    }

    private func jitter(at now: NumericDate) -> Duration {
        guard jitter > .zero else { return .zero }
        let reach = jitter.millisecondsRoundedDown
        let seed =
            UInt64(truncatingIfNeeded: jitterSeed)
            ^ SplitMix64.number(1, seed: UInt64(bitPattern: Int64(now.milliseconds)))
        return .milliseconds(Int(SplitMix64.number(1, seed: seed) % UInt64(2 * reach + 1)) - reach)
    }
}
