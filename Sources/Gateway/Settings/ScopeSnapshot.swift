internal import JWT

extension ScopeStore {
    /// What requests are judged by.
    struct Snapshot: Sendable {
        var global: Scope
        /// By id; boxed, so that copying many of them costs little.
        var clients: [String: Box]

        final class Box: Sendable {
            let client: Client
            init(_ client: Client) { self.client = client }
        }

        func client(_ id: String, at trueNow: NumericDate) -> Client? {
            guard !clients.isEmpty, let client = clients[id]?.client, client.id.isIdentical(to: id),
                !client.isGone(at: trueNow)
            else { return nil }
            return client
        }
    }
}
