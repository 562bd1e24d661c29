internal import HTTPMessages
internal import JWT

/// A rule that makes requests fail on purpose: which ones, how, and how often.
package struct Fault: Sendable, Hashable {
    package static let limit = 10_000
    package static let plural = "faults"

    package var name: String
    package var match = RuleMatch()
    package var effect = FaultEffect()
    package var life = RuleLife()
    package var seed: UInt64 = 0
    package var origin = RuleOrigin.start

    /// The fixture that it chooses, if it chooses one.
    package var variant: String? { if case .variant(let name) = effect.replacement { name } else { nil } }
}

extension Fault: Rule {}
