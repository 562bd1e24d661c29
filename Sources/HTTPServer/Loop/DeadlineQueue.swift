/// Which connection, or other task of a loop, falls due next: a binary heap of entries that are never removed early.
struct DeadlineQueue<Key: Sendable>: Sendable {
    struct Entry: Sendable {
        let at: MonotonicInstant
        let key: Key
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var earliest: MonotonicInstant? { entries.first?.at }

    mutating func insert(_ key: Key, at instant: MonotonicInstant) {
        entries.append(Entry(at: instant, key: key))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].at < entries[parent].at else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes out the earliest entry if it is due at `now`; an entry at `now` itself is due.
    mutating func popDue(at now: MonotonicInstant) -> Entry? {
        guard let first = entries.first, first.at <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].at < entries[smallest].at {
                smallest = child
            }
            guard smallest != parent else { return first }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
