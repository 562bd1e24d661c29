internal import JWT
internal import Locking

/// The settings, the clock and the clients in force.
///
/// A change holds from the next request on, on every event loop.
package final class ScopeStore: Sendable {
    static let clientLimit = 100_000

    private struct State: Sendable {
        /// As started or last reloaded.
        var settings: Settings
        var configured: [Client]
        /// What has been changed since.
        var overrides = SettingOverrides()
        var clock: RunningClock
        /// How long the clock had been going when the skew was set.
        var start = Duration.zero
        var clients: [String: Snapshot.Box] = [:]
        /// Configured ones that have been taken away since.
        var removed: Set<String> = []

        var global: Scope {
            var scope = Scope()
            scope.settings = overrides.applied(to: settings)
            scope.clock = clock
            scope.start = start
            return scope
        }

        var snapshot: Snapshot { Snapshot(global: global, clients: clients) }

        /// Puts the configured clients in place, but for those that are kept as they are or were taken away.
        mutating func restoreClients(at trueNow: NumericDate, keeping isKept: (Client) -> Bool) {
            clients = clients.filter { isKept($0.value.client) }
            let global = global
            for var client in configured where clients[client.id] == nil && !removed.contains(client.id) {
                client.begin(over: global, at: trueNow)
                clients[client.id] = .init(client)
            }
        }

        /// The skew has been set: it begins on every clock that it is for.
        mutating func restartSkew(at trueNow: NumericDate) {
            start = clock.ran(at: trueNow)
            let global = global
            for (id, box) in clients where box.client.clock != nil && !box.client.hasOwnSkew {
                var client = box.client
                client.restartSkew(over: global, at: trueNow)
                clients[id] = .init(client)
            }
        }
    }

    private let state: Mutex<State>
    private let changes = Atomic<Int>(0)

    /// Another one with each change.
    var generation: Int { changes.load(ordering: .acquiring) }

    init(settings: Settings, clients: [Client], at trueNow: NumericDate) {
        var state = State(settings: settings, configured: clients, clock: RunningClock(at: trueNow))
        state.restoreClients(at: trueNow) { _ in false }
        self.state = Mutex(state)
    }

    package var global: Scope { state.withLock { $0.global } }
    var snapshot: Snapshot { state.withLock { $0.snapshot } }

    /// Changes settings as a whole or, where `change` throws, not at all.
    ///
    /// - Parameter names: what it changes; a skew that is set starts anew, whatever it was.
    func patch<Failure: Error>(
        _ names: [SettingName],
        at trueNow: NumericDate,
        _ change: (inout SettingOverrides) throws(Failure) -> Void
    ) throws(Failure) -> Scope {
        try update { state throws(Failure) in
            var overrides = state.overrides
            try change(&overrides)
            state.overrides = overrides
            if names.contains(where: \.isSkew) { state.restartSkew(at: trueNow) }
            return state.global
        }
    }

    /// Changes the clock; the rest of the scope is not looked at.
    func setClock<Failure: Error>(_ change: (inout Scope) throws(Failure) -> Void) throws(Failure) -> Scope {
        try update { state throws(Failure) in
            var scope = state.global
            try change(&scope)
            state.clock = scope.clock
            return state.global
        }
    }

    /// Puts what `change` makes of a client, or of none, in its place; nil removes it.
    ///
    /// Clients whose time is up go as well, so that nothing has to watch them.
    func updateClient<Failure: Error>(
        _ id: String,
        at trueNow: NumericDate,
        _ change: (Client?, Snapshot) throws(Failure) -> Client?
    ) throws(Failure) -> Client? {
        try update { state throws(Failure) in
            let snapshot = state.snapshot
            let old = snapshot.client(id, at: trueNow)
            let client = try change(old, snapshot)
            state.clients[id] = client.map { .init($0) }
            if client != nil {
                state.removed.remove(id)
            } else if old != nil, state.configured.contains(where: { $0.id == id }) {
                state.removed.insert(id)
            }
            if state.clients.values.contains(where: { $0.client.isGone(at: trueNow) }) {
                state.clients = state.clients.filter { !$0.value.client.isGone(at: trueNow) }
            }
            return client
        }
    }

    /// As started or last reloaded, the clock live.
    func reset(at trueNow: NumericDate) -> Scope {
        update { state in
            state.overrides = SettingOverrides()
            state.clock = RunningClock(at: trueNow)
            state.start = .zero
            state.removed = []
            state.restoreClients(at: trueNow) { _ in false }
            return state.global
        }
    }

    /// Changes what everything is laid over, and keeps what has been changed since the start.
    func reload(settings: Settings, clients: [Client], at trueNow: NumericDate) {
        update { state in
            let skew = state.global.settings.skew
            let old = Dictionary(state.configured.map { ($0.id, $0) }) { first, _ in first }
            let new = Dictionary(clients.map { ($0.id, $0) }) { first, _ in first }
            state.settings = settings
            state.configured = clients
            // What has not changed goes on as it is.
            state.restoreClients(at: trueNow) { client in
                client.origin == .control || new[client.id] != nil && new[client.id] == old[client.id]
            }
            if state.global.settings.skew != skew { state.restartSkew(at: trueNow) }
        }
    }

    private func update<Value: Sendable, Failure: Error>(
        _ change: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result: Result<Value, Failure> = state.withLock { state in
            do throws(Failure) {
                let value = try change(&state)
                changes.add(1, ordering: .releasing)
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
