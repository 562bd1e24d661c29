/// Why an exchange with another program failed, in a few words for a person.
package struct ExchangeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether the certificate that the server showed is the reason.
    package let isDistrust: Bool

    package init(_ description: String, isDistrust: Bool = false) {
        self.description = description
        self.isDistrust = isDistrust
    }
}
