package import JWT
internal import Locking

/// The settings, the clock and the clients in force.
///
/// A change holds from the next request on, on every event loop.
package final class PolicyStore: Sendable {
    package static let clientLimit = 100_000

    private let state: Mutex<State>
    private let changes = Atomic<Int>(0)

    /// A number that every change raises.
    package var generation: Int { changes.load(ordering: .acquiring) }

    private let onDeparture: @Sendable ([String], NumericDate) -> Void

    /// - Parameter onDeparture: called with the clients that have been removed, or have ended, and when.
    package init(
        settings: Settings,
        clients: [Client],
        at trueNow: NumericDate,
        onDeparture: @escaping @Sendable ([String], NumericDate) -> Void = { _, _ in }
    ) {
        self.onDeparture = onDeparture
        state = Mutex(State(settings: settings, clients: clients, at: trueNow))
    }

    package var global: Policy { state.withLock { $0.global } }
    package var snapshot: Snapshot { state.withLock { $0.snapshot } }

    /// Drops what has ended by then.
    package func settle(at trueNow: NumericDate) { update(at: trueNow) { _ in } }

    /// Makes a change of settings whole or, if `change` throws, not at all.
    ///
    /// - Parameters:
    ///   - names: the settings that it changes.
    ///   - change: gets the policy that was in force before.
    package func patch<Failure: Error>(
        _ names: [Setting],
        at trueNow: NumericDate,
        _ change: (inout SettingOverrides, Policy) throws(Failure) -> Void
    ) throws(Failure) -> Policy {
        try update(at: trueNow) { state throws(Failure) in
            try state.patch(names, at: trueNow, change)
            return state.global
        }
    }

    /// Changes the clock, or nothing if `change` throws.
    package func setClock<Failure: Error>(
        at trueNow: NumericDate,
        _ change: (inout RunningClock) throws(Failure) -> Void
    ) throws(Failure) -> Policy {
        try update(at: trueNow) { state throws(Failure) in
            try state.setClock(at: trueNow, change)
            return state.global
        }
    }

    /// Replaces a client by what `change` makes of it, or of nil if there is none; nil removes it.
    ///
    /// - Returns: the client as it is then, and the policy that it lies over.
    package func updateClient<Failure: Error>(
        _ id: String,
        at trueNow: NumericDate,
        _ change: (Client?, Snapshot) throws(Failure) -> Client?
    ) throws(Failure) -> (client: Client, global: Policy)? {
        try update(at: trueNow) { state throws(Failure) in
            let global = state.global
            return try state.updateClient(id, at: trueNow, change).map { ($0, global) }
        }
    }

    /// Puts back what was started with or last reloaded, with a live clock.
    package func reset(at trueNow: NumericDate) -> Policy {
        update(at: trueNow) { state in
            state.reset(at: trueNow)
            return state.global
        }
    }

    /// Changes the settings and clients below all changes, and keeps the changes since the start.
    package func reload(settings: Settings, clients: [Client], at trueNow: NumericDate) {
        update(at: trueNow) { $0.reload(settings: settings, clients: clients, at: trueNow) }
    }

    /// Drops what has ended by then, and makes a change.
    private func update<Value: Sendable, Failure: Error>(
        at trueNow: NumericDate,
        _ change: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let (result, departed) = state.withLock { state -> (Result<Value, Failure>, [String]) in
            if state.isDue(at: trueNow) { state.settleAll(at: trueNow) }
            defer { changes.add(1, ordering: .releasing) }
            do throws(Failure) {
                let value = try change(&state)
                return (.success(value), state.takeDeparted())
            } catch {
                return (.failure(error), state.takeDeparted())
            }
        }
        if !departed.isEmpty { onDeparture(departed, trueNow) }
        return try result.get()
    }
}
