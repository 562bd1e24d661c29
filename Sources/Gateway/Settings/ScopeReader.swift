internal import JWT

extension ScopeStore {
    /// One event loop's copy, taken anew only when something has changed.
    struct Reader {
        private let store: ScopeStore
        private var generation: Int
        private var copy: Snapshot
        private var globalScope: ScopeInForce
        /// Those of clients that have been asked for, put together once.
        private var clientScopes: [String: (id: String, scope: ScopeInForce)] = [:]

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

        /// The scope that `client` falls under.
        mutating func scope(for client: String?, at trueNow: NumericDate) -> ScopeInForce {
            refresh()
            guard let client, !copy.clients.isEmpty else { return globalScope }
            if let known = clientScopes[client] {
                // To a table of strings, two spellings of one character are the same client; they are two.
                guard known.id.isIdentical(to: client) else { return globalScope }
                return known.scope.isGone(at: trueNow) ? globalScope : known.scope
            }
            guard let configured = copy.client(client, at: trueNow) else { return globalScope }
            let scope = ScopeInForce(configured.scope(over: copy.global), expiresAt: configured.expiresAt)
            clientScopes[configured.id] = (configured.id, scope)
            return scope
        }

        /// The client that has been configured for `id`.
        mutating func client(_ id: String, at trueNow: NumericDate) -> Client? { box(id, at: trueNow)?.client }

        /// The same, to be kept: a client is large.
        mutating func box(_ id: String, at trueNow: NumericDate) -> Snapshot.Box? {
            refresh()
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
