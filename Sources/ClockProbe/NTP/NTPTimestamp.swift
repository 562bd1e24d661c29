package import System

/// Seconds since 1900 as a fixed-point number of 32 and 32 bits (RFC 5905 §6), which starts over every 136 years.
package struct NTPTimestamp: Sendable, Hashable {
    package let bits: UInt64

    package init(bits: UInt64) { self.bits = bits }

    /// Keeps the place of `time` in its era, but not which era that is.
    package init(_ time: WallTime) {
        let (seconds, attoseconds) = time.sinceEpoch.components
        // It is rounded down before 1970 as well as after it.
        let isBelow = attoseconds < 0
        let whole = seconds + Self.secondsFrom1900To1970 - (isBelow ? 1 : 0)
        let nanoseconds = UInt64((isBelow ? attoseconds + 1_000_000_000_000_000_000 : attoseconds) / 1_000_000_000)
        bits = UInt64(truncatingIfNeeded: whole) << 32 | nanoseconds << 32 / 1_000_000_000
    }

    private static let secondsFrom1900To1970: Int64 = 2_208_988_800

    /// The span between two timestamps, in the eras that bring them closest: less than 68 years in either direction.
    package func since(_ other: NTPTimestamp) -> Duration {
        let difference = Int64(bitPattern: bits &- other.bits)
        return .nanoseconds(Int64((Int128(difference) * 1_000_000_000) >> 32))
    }
}
