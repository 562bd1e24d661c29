/// What tokens are judged by: which claims count, by which rules, and how much is forgiven.
///
/// A class, so that a token can tell at a glance whether it was read by the same rules before.
package final class TokenRules: Sendable {
    package let validator: Validator
    /// How much difference between the clocks is forgiven; not negative.
    package let tolerance: Duration
    /// The same as refusals tell it, rounded down.
    package let toleranceMilliseconds: Int

    package init(_ validator: Validator, tolerance: Duration) {
        self.validator = validator
        self.tolerance = tolerance
        toleranceMilliseconds = tolerance.millisecondsRoundedDown
    }
}
