internal import JWT

extension ScopeStore {
    /// One event loop's copy, taken anew only when something has changed.
    struct Reader {
        private let store: ScopeStore
        private var generation: Int
        private var copy: Snapshot
        private var globalScope: ScopeInForce
        /// Those of clients that have been asked for, put together once.
        private var clientScopes: [ByteKey: ScopeInForce] = [:]

        init(_ store: ScopeStore) {
            self.store = store
            generation = store.generation
            copy = store.snapshot
            globalScope = ScopeInForce(copy.global)
        }

        /// The scope of nobody in particular.
        var global: ScopeInForce {
            mutating get {
                refresh()
                return globalScope
            }
        }

        /// Takes note of the time, so that what ends by then has ended for good.
        mutating func note(_ trueNow: NumericDate) {
            refresh()
            guard let end = copy.nextEnd, end <= trueNow else { return }
            store.settle(at: trueNow)
            refresh()
        }

        /// The scope that `client` falls under.
        mutating func scope(for client: String?, at trueNow: NumericDate) -> ScopeInForce {
            note(trueNow)
            guard let client, !copy.clients.isEmpty else { return globalScope }
            let key = ByteKey(client)
            if let known = clientScopes[key] { return known }
            guard let configured = copy.client(client, at: trueNow) else { return globalScope }
            let scope = ScopeInForce(configured.scope(over: copy.global))
            clientScopes[key] = scope
            return scope
        }

        /// The client that has been configured for `id`.
        mutating func client(_ id: String, at trueNow: NumericDate) -> Client? { box(id, at: trueNow)?.client }

        /// The same, to be kept: a client is large.
        mutating func box(_ id: String, at trueNow: NumericDate) -> Snapshot.Box? {
            note(trueNow)
            return copy.box(id, at: trueNow)
        }

        private mutating func refresh() {
            let latest = store.generation
            guard latest != generation else { return }
            generation = latest
            copy = store.snapshot
            globalScope = ScopeInForce(copy.global)
            clientScopes = [:]
        }
    }
}
