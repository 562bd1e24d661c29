/// What tokens are judged by: which claims count, by which rules, and how much is forgiven.
///
/// A class, so that a token can tell at a glance whether it was read by the same rules before.
package final class TokenRules: Sendable {
    package let validator: Validator
    /// How much difference between the clocks is forgiven; not negative.
    package let tolerance: Duration
    private let toleranceMilliseconds: Int
    /// Whether something of its own is forgiven of a claim.
    private let hasOwnLeeway: Bool

    package init(_ validator: Validator, tolerance: Duration) {
        self.validator = validator
        self.tolerance = tolerance
        toleranceMilliseconds = tolerance.millisecondsRoundedDown
        hasOwnLeeway = !validator.own.isEmpty
    }

    /// How much is forgiven of the claim that `error` is about.
    package func tolerance(for error: TokenError) -> Duration { validator.tolerance(tolerance, for: error) }

    /// The same as refusals tell it, rounded down.
    package func toleranceMilliseconds(for error: TokenError) -> Int {
        hasOwnLeeway ? tolerance(for: error).millisecondsRoundedDown : toleranceMilliseconds
    }
}
