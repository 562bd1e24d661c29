extension Duration {
    /// Rounded towards zero; at most 292 years.
    package var wholeNanoseconds: Int64 { Int64(attoseconds / 1_000_000_000) }

    /// Rounded to the nearest, halves away from zero.
    package var nearestMicroseconds: Int { rounded(to: 1_000_000_000_000) }

    /// Rounded to the nearest, halves away from zero.
    package var nearestMilliseconds: Int { rounded(to: 1_000_000_000_000_000) }

    /// The least number of milliseconds that is not shorter.
    package var millisecondsRoundedUp: Int {
        let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
        return Int(quotient) + (remainder > 0 ? 1 : 0)
    }

    private func rounded(to unit: Int128) -> Int {
        Int((attoseconds + (attoseconds < 0 ? -unit / 2 : unit / 2)) / unit)
    }
}
