package import HTTPMessages
package import Policy

/// Which requests a rule is for: all of the API and the login side, unless a condition here excludes them.
package struct RuleMatch: Sendable, Hashable {
    package var method: Method?
    package var path: PathPattern?
    /// The client; it is known once a token's signature holds, or a client has named itself.
    package var client: String?

    func matches(_ method: Method, _ path: Span<UInt8>, client: String?) -> Bool {
        if let wanted = self.method, wanted != method { return false }
        if let wanted = self.client {
            guard let client, wanted.isIdentical(to: client) else { return false }
        }
        return self.path?.matches(path) ?? true
    }
}
