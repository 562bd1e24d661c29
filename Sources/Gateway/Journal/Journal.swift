internal import Synchronization

/// The last requests, all event loops together.
final class Journal: Sendable {
    static let capacity = 10_000

    private struct Ring {
        var entries: [JournalEntry] = []
        /// Where the oldest one stands, once the ring is full.
        var start = 0
        var lastID = 0
    }

    private let ring = Mutex(Ring())

    func append(_ entry: JournalEntry) {
        ring.withLock { ring in
            ring.lastID += 1
            let place = ring.entries.count < Self.capacity ? ring.entries.count : ring.start
            if place == ring.entries.count {
                ring.entries.append(entry)
            } else {
                ring.entries[place] = entry
                ring.start = (place + 1) % Self.capacity
            }
            ring.entries[place].id = ring.lastID
        }
    }

    /// Those that match, newest first.
    func entries(_ filter: JournalFilter) -> [JournalEntry] {
        let (entries, start) = ring.withLock { ($0.entries, $0.start) }
        var found: [JournalEntry] = []
        for index in entries.indices.reversed() where found.count < filter.limit {
            let entry = entries[(start + index) % entries.count]
            if filter.matches(entry) { found.append(entry) }
        }
        return found
    }

    func removeAll() {
        ring.withLock { ring in
            ring.entries = []
            ring.start = 0
        }
    }
}
