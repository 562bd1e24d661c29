extension Duration {
    package var millisecondsRoundedDown: Int { quotient(by: 1_000_000_000_000_000).down }
    package var millisecondsRoundedUp: Int { quotient(by: 1_000_000_000_000_000).up }
    package var secondsRoundedDown: Int { quotient(by: 1_000_000_000_000_000_000).down }
    package var secondsRoundedUp: Int { quotient(by: 1_000_000_000_000_000_000).up }

    /// How many times `divisor` attoseconds are in this; if 64 bits cannot hold that, the farthest number on its side.
    ///
    /// It takes one division of the processor's own: a general one of 128 bits costs ten times as much, and this is
    /// done several times for each token.
    private func quotient(by divisor: UInt64) -> (down: Int, up: Int) {
        let magnitude = attoseconds.magnitude
        let high = UInt64(truncatingIfNeeded: magnitude >> 64)
        let isNegative = attoseconds < 0
        // Beyond this, the quotient and its neighbours do not fit into 63 bits.
        guard high < divisor / 2 - 1 else { return isNegative ? (.min, .min) : (.max, .max) }
        let (quotient, rest) = divisor.dividingFullWidth((high, UInt64(truncatingIfNeeded: magnitude)))
        let whole = isNegative ? -Int(truncatingIfNeeded: quotient) : Int(truncatingIfNeeded: quotient)
        guard rest > 0 else { return (whole, whole) }
        return isNegative ? (whole - 1, whole) : (whole, whole + 1)
    }
}
