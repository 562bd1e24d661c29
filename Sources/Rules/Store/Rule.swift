internal import HTTPMessages

/// A rule that takes some of the requests, for some time: a fault or a stub.
package protocol Rule: Sendable, Hashable {
    /// The plural of its name, for errors.
    static var plural: String { get }
    /// How many rules of the kind there can be.
    static var limit: Int { get }
    /// How many bytes all rules of the kind may hold together.
    static var sizeLimit: Int { get }

    var name: String { get }
    var match: RuleMatch { get }
    var life: RuleLife { get }
    /// The seed of all its random choices.
    var seed: UInt64 { get }
    var origin: RuleOrigin { get }
    /// How many bytes it holds.
    var size: Int { get }

    /// Whether it is asked before the other one, whichever of them was there first; neither does if that decides.
    func precedes(_ other: Self) -> Bool
}

extension Rule {
    /// They are asked in the order in which they were given.
    package func precedes(_ other: Self) -> Bool { false }

    package static var sizeLimit: Int { .max }
    package var size: Int { 0 }
}

/// Who made a rule: the start or a reload, or the control interface.
package enum RuleOrigin: Sendable, Hashable { case start, control }
