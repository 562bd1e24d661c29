package import HTTPMessages
package import JSON
internal import Policy

/// An answer that a test puts in the place of a fixture, for one client or for all, as often and as long as it says.
package struct Stub: Rule {
    package static let plural = "stubs"
    package static let limit = 10_000
    package static let sizeLimit = 64 * 1024 * 1024

    package let name: String
    package let match: RuleMatch
    package let life: RuleLife
    package let seed: UInt64
    package let origin = RuleOrigin.control
    package let status: Status
    /// The body as it was given; nil is an empty answer.
    package let body: JSONValue?
    /// Further fields of the answer, in the order in which they were given.
    package let fields: JSONObject
    package let template: Template
    /// A number that grows: of two stubs that are alike otherwise, the later one is asked first.
    package let number: UInt64

    /// The bytes that it holds: the text twice, as it was given and as it is served.
    package var size: Int {
        template.count * 2 + fields.members.reduce(0) { $0 + $1.key.utf8.count + ($1.value.string?.utf8.count ?? 0) }
    }

    /// A client's own come before those for all, a literal segment before one in braces, and later ones before earlier
    /// ones.
    package func precedes(_ other: Stub) -> Bool {
        if (match.client == nil) != (other.match.client == nil) { return match.client != nil }
        let (vagueness, others) = (match.path?.vagueness ?? [], other.match.path?.vagueness ?? [])
        if vagueness != others { return vagueness.lexicographicallyPrecedes(others) }
        return number > other.number
    }

    /// Whether this one replaces the other: they have the same name, or are for the same requests and as many of them.
    package func replaces(_ other: Stub) -> Bool {
        name == other.name || (match == other.match && life == other.life)
    }

    package static func == (left: Stub, right: Stub) -> Bool { left.name == right.name && left.number == right.number }

    package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
