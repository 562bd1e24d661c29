internal import HTTPMessages

/// Something that takes some of the requests, for some time: a fault, a stub.
protocol Rule: Sendable, Hashable {
    /// What errors call several of them.
    static var plural: String { get }
    /// How many there can be.
    static var limit: Int { get }
    /// The order in which they are asked.
    static func inOrder(_ rules: [ActiveRule<Self>]) -> [ActiveRule<Self>]
    /// How many bytes of their own all of them may hold.
    static var sizeLimit: Int { get }

    var name: String { get }
    var match: RuleMatch { get }
    var life: RuleLife { get }
    /// Of all that is left to chance.
    var seed: UInt64 { get }
    var origin: RuleOrigin { get }
    /// How many bytes of its own it holds.
    var size: Int { get }
}

extension Rule {
    /// As they were given.
    static func inOrder(_ rules: [ActiveRule<Self>]) -> [ActiveRule<Self>] { rules }

    static var sizeLimit: Int { .max }
    var size: Int { 0 }
}

/// Where a rule comes from: the start or a reload, or the control interface.
enum RuleOrigin: Sendable, Hashable { case start, control }
