/// Why something could not be told, in a few words for a person.
package struct ProbeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
