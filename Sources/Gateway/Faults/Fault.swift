internal import HTTPMessages
internal import JWT

/// A rule that makes requests fail on purpose: which, how, how often.
package struct Fault: Sendable, Hashable {
    enum Origin: Sendable, Hashable { case start, control }

    static let limit = 10_000

    var name: String
    var match = FaultMatch()
    var effect = FaultEffect()
    var life = FaultLife()
    /// Of all that is left to chance.
    var seed: UInt64 = 0
    var origin = Origin.start

    /// The fixture that it chooses, where it chooses one.
    var variant: String? { if case .variant(let name) = effect.replacement { name } else { nil } }
}
