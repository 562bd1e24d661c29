internal import HTTPMessages
internal import Locking

/// The last requests, all event loops together.
final class Journal: Sendable {
    static let standardCapacity = 10_000
    static let largest = 1_000_000
    /// How many may wait for requests at once.
    static let watcherLimit = 1_000

    /// Somebody who waits until so many entries match.
    private struct Watcher {
        let id: Int
        let filter: JournalFilter
        let count: Int
        var missing: Int
        let wake: @Sendable () -> Void
    }

    private struct State {
        var ring: JournalRing
        var lastID = 0
        /// How often all has been forgotten.
        var clearings = 0
        var watchers: [Watcher] = []
        var lastWatcherID = 0

        /// Those who have waited long enough with this entry; they wait no more.
        mutating func notify(of entry: JournalEntry) -> [@Sendable () -> Void] {
            var wakes: [@Sendable () -> Void] = []
            for index in watchers.indices where watchers[index].filter.matches(entry) {
                watchers[index].missing -= 1
                if watchers[index].missing == 0 { wakes.append(watchers[index].wake) }
            }
            if !wakes.isEmpty { watchers.removeAll { $0.missing == 0 } }
            return wakes
        }
    }

    let capacity: Int
    private let state: Mutex<State>

    init(capacity: Int) {
        self.capacity = capacity
        state = Mutex(State(ring: JournalRing(capacity: capacity)))
    }

    func append(_ entry: JournalEntry) {
        let wakes = state.withLock { state -> [@Sendable () -> Void] in
            state.lastID += 1
            state.ring.append(entry, id: state.lastID)
            guard !state.watchers.isEmpty else { return [] }
            var entry = entry
            entry.id = state.lastID
            return state.notify(of: entry)
        }
        for wake in wakes { wake() }
    }

    /// All entries as they are now; taking it costs little, however many there are.
    var snapshot: JournalRing { state.withLock { $0.ring } }

    enum Watch: Sendable, Hashable {
        /// So many match already.
        case satisfied
        /// `wake` will be called, once, unless the watch is given up before.
        case waiting
        /// Too many wait already.
        case refused
    }

    /// What a watch is known by.
    func newWatchID() -> Int {
        state.withLock { state in
            state.lastWatcherID += 1
            return state.lastWatcherID
        }
    }

    /// Has `wake` called as soon as `count` entries match; nothing that comes meanwhile is missed.
    func watch(_ id: Int, _ filter: JournalFilter, count: Int, wake: @escaping @Sendable () -> Void) -> Watch {
        // What is there already is looked through without keeping anybody from adding more.
        let (before, clearings) = state.withLock { ($0.ring, $0.clearings) }
        let matching = before.count(filter, upTo: count)
        let lastID = before.lastID
        return state.withLock { state in
            let since = state.ring.newest(limit: .max) { $0.id > lastID }
            let found = state.clearings == clearings ? matching : 0
            let missing = count - found - since.count { filter.matches($0) }
            guard missing > 0 else { return .satisfied }
            guard state.watchers.count < Self.watcherLimit else { return .refused }
            state.watchers.append(Watcher(id: id, filter: filter, count: count, missing: missing, wake: wake))
            return .waiting
        }
    }

    /// - Returns: whether it was still waiting.
    @discardableResult
    func stopWatching(_ id: Int) -> Bool {
        state.withLock { state in
            let place = state.watchers.firstIndex { $0.id == id }
            if let place { state.watchers.remove(at: place) }
            return place != nil
        }
    }

    /// Whoever waits begins to count anew.
    func removeAll() {
        state.withLock { state in
            state.ring.removeAll()
            state.clearings += 1
            for index in state.watchers.indices { state.watchers[index].missing = state.watchers[index].count }
        }
    }
}
