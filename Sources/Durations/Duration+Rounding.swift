/// Whole units of a duration; if 64 bits cannot hold their number, the farthest number on its side.
extension Duration {
    package var secondsRoundedDown: Int { quotient(by: Self.second).down }
    package var secondsRoundedUp: Int { quotient(by: Self.second).up }
    package var millisecondsRoundedDown: Int { quotient(by: Self.millisecond).down }
    package var millisecondsRoundedUp: Int { quotient(by: Self.millisecond).up }

    /// To the nearest, halves away from zero.
    package var nearestSeconds: Int { nearest(Self.second) }
    package var nearestMilliseconds: Int { nearest(Self.millisecond) }
    package var nearestMicroseconds: Int { nearest(Self.microsecond) }

    /// Rounded towards zero; 64 bits hold 292 years of them.
    package var wholeNanoseconds: Int64 {
        let (down, up) = quotient(by: Self.nanosecond)
        return Int64(attoseconds < 0 ? up : down)
    }

    private static let nanosecond: UInt64 = 1_000_000_000
    private static let microsecond: UInt64 = 1_000_000_000_000
    private static let millisecond: UInt64 = 1_000_000_000_000_000
    private static let second: UInt64 = 1_000_000_000_000_000_000

    /// How many times `divisor` attoseconds are in this, rounded to both sides.
    private func quotient(by divisor: UInt64) -> (down: Int, up: Int) {
        let isNegative = attoseconds < 0
        guard let (whole, rest) = Self.divide(attoseconds.magnitude, by: divisor) else {
            return isNegative ? (.min, .min) : (.max, .max)
        }
        guard rest > 0 else { return isNegative ? (-whole, -whole) : (whole, whole) }
        // Only the next number below fits into 64 bits in every case.
        return isNegative ? (-whole - 1, -whole) : (whole, whole == .max ? .max : whole + 1)
    }

    private func nearest(_ unit: UInt64) -> Int {
        let isNegative = attoseconds < 0
        guard let (whole, _) = Self.divide(attoseconds.magnitude + UInt128(unit / 2), by: unit) else {
            return isNegative ? .min : .max
        }
        return isNegative ? -whole : whole
    }

    /// Nil if the quotient does not fit into 63 bits; `divisor` is even.
    ///
    /// It takes one division of the processor's own: a general one of 128 bits costs ten times as much, and this is
    /// done several times for each token.
    private static func divide(_ magnitude: UInt128, by divisor: UInt64) -> (quotient: Int, rest: UInt64)? {
        let high = UInt64(truncatingIfNeeded: magnitude >> 64)
        guard high < divisor / 2 else { return nil }
        let (quotient, rest) = divisor.dividingFullWidth((high, UInt64(truncatingIfNeeded: magnitude)))
        return (Int(truncatingIfNeeded: quotient), rest)
    }
}
