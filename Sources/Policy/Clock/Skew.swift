internal import Durations
internal import JWT

/// How far the issuer's clock runs ahead of the gateway's, and how that changes as the gateway's clock goes on: its
/// parts are set and end together.
package struct Skew: Sendable, Hashable {
    /// A change of the offset, at a time after the skew was set.
    struct Step: Sendable, Hashable {
        let after: Duration
        let offset: Duration
    }

    var offset: Duration = .zero
    /// In billionths: nanoseconds gained a second.
    var drift = 0
    /// The steps, in the order of their times.
    var steps: [Step] = []
    /// The most that the offset varies in either direction, evenly; it changes each millisecond, and the seed decides
    /// how.
    var jitter: Duration = .zero
    var jitterSeed = 0
    /// How long the whole skew holds.
    var ttl: Duration?

    static let driftLimit = 100_000_000
    static let jitterLimit = Duration.seconds(3600)
    static let stepLimit = 1_000

    /// The offset in whole milliseconds, at most ten years in either direction.
    ///
    /// The time to live does not count here.
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

    /// The drift in attoseconds, rounded towards zero to whole milliseconds; far from overflow for any two instants.
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
