/// Why a value is not good for a setting.
package struct SettingError: Error, Sendable, Hashable {
    /// The value, as much of it as an error repeats.
    package let value: String
    /// What is wrong with it, as the rest of a sentence: "is negative".
    package let problem: String
    package let allowed: String

    package init(_ value: String, _ problem: String, allowed: String) {
        self.value = Excerpt.of(value)
        self.problem = problem
        self.allowed = allowed
    }

    /// - Parameter name: as the person who gave the value called it: a flag, a variable or a key.
    package func message(for name: String) -> String {
        "\(name): \(value.isEmpty ? "''" : value) \(problem); allowed: \(allowed)"
    }
}
