internal import Durations

/// What tokens are judged by: which claims count, by which rules, and how much is forgiven.
///
/// A class, so that a token can tell by one comparison whether it was read by the same rules before.
package final class TokenRules: Sendable {
    package let validator: Validator
    /// How much difference between the clocks is forgiven; not negative.
    package let tolerance: Duration
    /// What is forgiven of every claim, in milliseconds; nil if one of them has a leeway of its own.
    private let commonMilliseconds: Int?

    package init(_ validator: Validator, tolerance: Duration) {
        self.validator = validator
        self.tolerance = tolerance
        commonMilliseconds = validator.own.isEmpty ? tolerance.millisecondsRoundedDown : nil
    }

    /// The rules for a validator and a tolerance: `known` if these are the same, so that many clients share them.
    package static func of(_ validator: Validator, _ tolerance: Duration, sharing known: TokenRules?) -> TokenRules {
        if let known, known.tolerance == tolerance, known.validator == validator { return known }
        return TokenRules(validator, tolerance: tolerance)
    }

    /// How much is forgiven of the claim that `error` is about.
    package func tolerance(for error: TokenError) -> Duration { validator.tolerance(tolerance, for: error) }

    /// The same in whole milliseconds, rounded down, as refusals tell it.
    package func toleranceMilliseconds(for error: TokenError) -> Int {
        commonMilliseconds ?? tolerance(for: error).millisecondsRoundedDown
    }
}
