internal import JWT

/// Which flip is meant: the instant at which a token changes from good to bad or from bad to good, counted from the whole
/// second of its claim.
///
/// Every rule known repeats itself by the second, or by two of them, so that all tokens with the same fraction ask about
/// one and the same quantity, whenever they are sent.
package struct FlipKey: Sendable, Hashable {
    package let claim: TimedClaim
    /// Of the claim, in milliseconds.
    package let fraction: Int
    /// Whether the second is an odd one, which makes a difference to a server that rounds half to even; always false for other
    /// fractions than .500.
    package let isOdd: Bool

    init(_ claim: TimedClaim, fraction: Int = 0, second: Int = 0) {
        self.claim = claim
        self.fraction = fraction
        isOdd = fraction == 500 && second % 2 != 0
    }

    /// The claim itself, in one `second`.
    func date(second: Int) -> NumericDate { NumericDate(seconds: second, nanoseconds: fraction * 1_000_000) }
}
