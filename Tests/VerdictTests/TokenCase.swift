import Testing

/// A token and what is to become of it.
struct TokenCase: Sendable, CustomTestStringConvertible {
    /// Where it comes from: a section of an RFC, or the idea of an attack.
    let name: String
    let expected: Judgement
    let token: @Sendable () throws -> String

    init(_ name: String, _ expected: Judgement, token: @escaping @Sendable () throws -> String) {
        self.name = name
        self.expected = expected
        self.token = token
    }

    /// - Parameter reason: nil if it is accepted.
    init(_ name: String, _ reason: String?, token: @escaping @Sendable () throws -> String) {
        self.init(name, reason.map { .refused($0) } ?? .accepted, token: token)
    }

    var testDescription: String { name }
}
