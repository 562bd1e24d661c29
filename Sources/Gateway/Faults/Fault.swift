internal import HTTPMessages
internal import JWT

/// A rule that makes requests fail on purpose: which ones, how, and how often.
package struct Fault: Sendable, Hashable {
    static let limit = 10_000
    static let plural = "faults"

    var name: String
    var match = RuleMatch()
    var effect = FaultEffect()
    var life = RuleLife()
    var seed: UInt64 = 0
    var origin = RuleOrigin.start

    /// The fixture that it chooses, if it chooses one.
    var variant: String? { if case .variant(let name) = effect.replacement { name } else { nil } }
}

extension Fault: Rule {}
