/// Why a value is none for a setting.
package struct SettingError: Error, Sendable, Hashable {
    package let value: String
    /// What is wrong with it, as the rest of a sentence: "is negative".
    package let problem: String
    package let allowed: String

    package init(_ value: String, _ problem: String, allowed: String) {
        self.value = value
        self.problem = problem
        self.allowed = allowed
    }

    /// - Parameter name: as the person who gave the value called it: a flag, a variable or a key.
    package func message(for name: String) -> String {
        "\(name): \(value.isEmpty ? "''" : value) \(problem); allowed: \(allowed)"
    }
}

/// Why a document, or a member of one, is refused.
package struct InputError: Error, Sendable, Hashable {
    /// One line that names the thing, the value and what is allowed.
    package let message: String
    /// Where in the document: `clients.alice.offset`; nil where it is the whole.
    package let key: String?

    package init(_ message: String, key: String? = nil) {
        self.message = message
        self.key = key
    }

    init(_ key: String, _ error: SettingError) {
        self.init(error.message(for: key), key: key)
    }
}
