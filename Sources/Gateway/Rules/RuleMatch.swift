internal import HTTPMessages
internal import Policy

/// Which requests a rule is for: all of the API and the login side, unless a condition here excludes them.
struct RuleMatch: Sendable, Hashable {
    var method: Method?
    var path: PathPattern?
    /// The client; it is known once a token's signature holds, or a client has named itself.
    var client: String?

    func matches(_ method: Method, _ path: Span<UInt8>, client: String?) -> Bool {
        if let wanted = self.method, wanted != method { return false }
        if let wanted = self.client {
            guard let client, wanted.isIdentical(to: client) else { return false }
        }
        return self.path?.matches(path) ?? true
    }
}
