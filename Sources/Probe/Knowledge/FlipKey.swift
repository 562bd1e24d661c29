internal import JWT

/// Which flip is meant: the instant at which a token changes between good and bad, counted from the whole second of its
/// claim.
///
/// Every known rule repeats itself every second, or every two seconds, so that all tokens with the same fraction ask
/// about the same quantity, whenever they are sent.
package struct FlipKey: Sendable, Hashable {
    package let claim: TimedClaim
    /// The fraction of the claim, in milliseconds.
    package let fraction: Int
    /// Whether the second is odd, which makes a difference to a server that rounds half to even; always false for
    /// fractions other than .500.
    package let isOdd: Bool

    init(_ claim: TimedClaim, fraction: Int = 0, second: Int = 0) {
        self.claim = claim
        self.fraction = fraction
        isOdd = fraction == 500 && second % 2 != 0
    }

    /// The value of the claim in that `second`.
    func date(second: Int) -> NumericDate { NumericDate(seconds: second, nanoseconds: fraction * 1_000_000) }
}
