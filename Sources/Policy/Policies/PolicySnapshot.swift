package import JWT

extension PolicyStore {
    /// What requests are judged by.
    package struct Snapshot: Sendable {
        package var global: Policy
        /// The clients by id; they are boxed, so that copying many of them costs little.
        package var clients: ClientTable
        /// When on the true clock something ends by itself: a client, or a skew.
        package var nextEnd: NumericDate?

        package final class Box: Sendable {
            package let client: Client
            /// Whether it, or its skew, ends by itself.
            let isMortal: Bool

            init(_ client: Client) {
                self.client = client
                isMortal = client.isMortal
            }
        }

        package func client(_ id: String, at trueNow: NumericDate) -> Client? { box(id, at: trueNow)?.client }

        /// The client that has been configured for `id`, if it is still there.
        func box(_ id: String, at trueNow: NumericDate) -> Box? {
            guard !clients.isEmpty, let box = clients[ByteKey(id)], !box.client.isGone(at: trueNow) else { return nil }
            return box
        }
    }
}
