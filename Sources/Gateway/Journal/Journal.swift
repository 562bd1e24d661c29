internal import HTTPMessages
internal import Synchronization

/// The last requests, all event loops together.
final class Journal: Sendable {
    static let standardCapacity = 10_000
    static let largest = 1_000_000
    /// How many may wait for requests at once.
    static let watcherLimit = 1_000

    /// Somebody who waits until so many more entries match.
    private struct Watcher {
        let id: Int
        let filter: JournalFilter
        var missing: Int
        let wake: @Sendable () -> Void
    }

    private struct Ring {
        var entries: [JournalEntry] = []
        /// Where the oldest one stands, once the ring is full.
        var start = 0
        var lastID = 0
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
    private let ring = Mutex(Ring())

    init(capacity: Int) { self.capacity = capacity }

    func append(_ entry: JournalEntry) {
        let wakes = ring.withLock { ring -> [@Sendable () -> Void] in
            ring.lastID += 1
            var entry = entry
            entry.id = ring.lastID
            if ring.entries.count < capacity {
                ring.entries.append(entry)
            } else if capacity > 0 {
                ring.entries[ring.start] = entry
                ring.start = (ring.start + 1) % capacity
            }
            return ring.watchers.isEmpty ? [] : ring.notify(of: entry)
        }
        for wake in wakes { wake() }
    }

    /// Those that match, newest first.
    func entries(_ filter: JournalFilter, limit: Int = .max) -> [JournalEntry] {
        let (entries, start) = ring.withLock { ($0.entries, $0.start) }
        return Self.newest(entries, start, filter, limit)
    }

    private static func newest(
        _ entries: [JournalEntry],
        _ start: Int,
        _ filter: JournalFilter,
        _ limit: Int
    ) -> [JournalEntry] {
        var found: [JournalEntry] = []
        for index in entries.indices.reversed() where found.count < limit {
            let entry = entries[(start + index) % entries.count]
            if filter.matches(entry) { found.append(entry) }
        }
        return found
    }

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
        ring.withLock { ring in
            ring.lastWatcherID += 1
            return ring.lastWatcherID
        }
    }

    /// Has `wake` called as soon as `count` entries match; nothing that comes meanwhile is missed.
    func watch(_ id: Int, _ filter: JournalFilter, count: Int, wake: @escaping @Sendable () -> Void) -> Watch {
        ring.withLock { ring in
            let missing = count - Self.newest(ring.entries, ring.start, filter, count).count
            guard missing > 0 else { return .satisfied }
            guard ring.watchers.count < Self.watcherLimit else { return .refused }
            ring.watchers.append(Watcher(id: id, filter: filter, missing: missing, wake: wake))
            return .waiting
        }
    }

    func stopWatching(_ id: Int) {
        ring.withLock { ring in ring.watchers.removeAll { $0.id == id } }
    }

    func removeAll() {
        ring.withLock { ring in
            ring.entries = []
            ring.start = 0
        }
    }
}
