internal import JWT
internal import Locking
internal import Policy

/// What each client does, on all event loops together.
final class ActivityMeter: Sendable {
    private static var table: BoundedTable<ClientActivity> { BoundedTable(capacity: 10_000) }

    private let clients = Mutex(table)
    /// How many runs are under way.
    private let runs = Atomic<Int>(0)

    /// Notes that a token was asked for and not given out.
    func noteFailedTokenRequest(_ client: String, at trueNow: NumericDate) {
        change(client) { $0.noteTokenRequest(at: trueNow) }
    }

    /// Notes that a token was asked for and given out.
    ///
    /// - Returns: whether a storm begins with this token, and whether one is under way.
    func noteGrant(_ client: String, isRefresh: Bool, at trueNow: NumericDate) -> (begins: Bool, isOn: Bool) {
        change(client) { activity in
            activity.noteTokenRequest(at: trueNow)
            return (activity.noteGrant(isRefresh: isRefresh, at: trueNow), activity.isStorm)
        }
    }

    /// - Returns: whether a storm is under way.
    func noteRefusal(_ client: String) -> Bool {
        change(client) { activity in
            activity.noteRefusal()
            return activity.isStorm
        }
    }

    /// Whether any client refreshes again and again; if none does, an acceptance need not be noted.
    var hasRuns: Bool { runs.load(ordering: .relaxed) > 0 }

    func noteAcceptance(_ client: String) { change(client) { $0.noteAcceptance() } }

    func exceeds(_ client: String, _ limit: Int, at trueNow: NumericDate) -> Bool {
        change(client) { $0.exceeds(limit, at: trueNow) }
    }

    subscript(_ client: String) -> ClientActivity? { clients.withLock { $0[client] } }

    var names: [String] { clients.withLock { $0.keys } }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func reset() -> any Sendable {
        clients.withLock { clients in
            runs.store(0, ordering: .relaxed)
            return exchange(&clients, with: Self.table)
        }
    }

    private func change<Value: Sendable>(_ client: String, _ body: (inout ClientActivity) -> Value) -> Value {
        clients.withLock { clients in
            let forgettings = clients.forgettings
            let result = clients.update(client, default: ClientActivity()) { activity in
                let wasRunning = activity.run > 0
                defer {
                    let isRunning = activity.run > 0
                    if wasRunning != isRunning { runs.add(isRunning ? 1 : -1, ordering: .relaxed) }
                }
                return body(&activity)
            }
            // Clients may have been forgotten, and their runs with them.
            if clients.forgettings != forgettings {
                runs.store(clients.values.count { $0.run > 0 }, ordering: .relaxed)
            }
            return result
        }
    }
}
