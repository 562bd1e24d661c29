package import JWT
internal import System

extension PolicyStore {
    /// One event loop's copy, taken again only when something has changed.
    package struct Reader {
        private let store: PolicyStore
        private var generation: Int
        private var copy: Snapshot
        private var globalPolicy: PolicyInForce
        /// The policies of clients that have been asked for, each put together once.
        private var clientPolicies: [ByteKey: PolicyInForce] = [:]
        /// The rules of the last of them: many clients are judged alike.
        private var recentRules: TokenRules?

        /// Letting go of so many clients takes less than a tenth of a millisecond, which is not worth a thread.
        private static let few = 512

        package init(_ store: PolicyStore) {
            self.store = store
            generation = store.generation
            copy = store.snapshot
            globalPolicy = PolicyInForce(copy.global)
        }

        /// The policy without any client.
        package var global: PolicyInForce {
            mutating get {
                refresh()
                return globalPolicy
            }
        }

        /// Notes the time, so that clients and skews that end by then have ended for good.
        package mutating func note(_ trueNow: NumericDate) {
            refresh()
            guard let end = copy.nextEnd, end <= trueNow else { return }
            store.settle(at: trueNow)
            refresh()
        }

        /// The policy that `client` falls under.
        package mutating func policy(for client: String?, at trueNow: NumericDate) -> PolicyInForce {
            note(trueNow)
            guard let client, !copy.clients.isEmpty else { return globalPolicy }
            let key = ByteKey(client)
            if let known = clientPolicies[key] { return known }
            guard let configured = copy.client(client, at: trueNow) else { return globalPolicy }
            let policy = PolicyInForce(configured.policy(over: copy.global), sharing: recentRules)
            recentRules = policy.rules
            clientPolicies[key] = policy
            return policy
        }

        /// The client that has been configured for `id`.
        package mutating func client(_ id: String, at trueNow: NumericDate) -> Client? { box(id, at: trueNow)?.client }

        /// The same client in its box, to be kept: a client is large.
        package mutating func box(_ id: String, at trueNow: NumericDate) -> Snapshot.Box? {
            note(trueNow)
            return copy.box(id, at: trueNow)
        }

        private mutating func refresh() {
            let latest = store.generation
            guard latest != generation else { return }
            generation = latest
            let old = (exchange(&copy, with: store.snapshot), exchange(&clientPolicies, with: [:]))
            globalPolicy = PolicyInForce(copy.global)
            // The last reference to many clients may be among them, though not after a change of one.
            if copy.clients.unshared(with: old.0.clients) + old.1.count > Self.few { Disposal.later(old) }
        }
    }
}
