/// Why a document, or a member of one, is refused.
package struct InputError: Error, Sendable, Hashable {
    /// One line that names the thing, the value and what is allowed.
    package let message: String
    /// Where in the document: `clients.alice.offset`; nil if it is the whole document.
    package let key: String?

    package init(_ message: String, key: String? = nil) {
        self.message = message
        // The names in a document may be of any kind and length.
        self.key = key.map { Excerpt.of($0, limit: 600) }
    }

    package init(_ key: String, _ error: SettingError) {
        self.init(error.message(for: key), key: key)
    }
}
