package import HTTPMessages
internal import Locking
internal import Policy

/// The last requests of all event loops together.
package final class Journal: Sendable {
    package static let standardCapacity = 10_000
    package static let largest = 1_000_000
    /// How many changed entries are remembered for readers that have been told of them.
    package static let changeLimit = 200
    /// How many calls may wait for requests at once.
    package static let watcherLimit = 1_000

    /// A call that waits until a number of entries match.
    private struct Watcher {
        let id: Int
        let filter: JournalFilter
        let count: Int
        var missing: Int
        let wake: @Sendable () -> Void
    }

    private struct State {
        var ring: JournalRing
        var details = DetailBudget()
        /// The ids of entries that have changed since they were written, and how many changes there were in all.
        var changed: [Int] = []
        var changes = 0
        var lastID = 0
        /// How often all entries have been forgotten.
        var clearings = 0
        /// Requests that are not answered to the end yet, by receipt.
        var underWay: [UInt64: JournalEntry] = [:]
        var lastReceipt: UInt64 = 0
        var watchers: [Watcher] = []
        var lastWatcherID = 0

        mutating func wait(_ watcher: Watcher) -> Watch {
            guard watcher.missing > 0 else { return .satisfied }
            guard watchers.count < watcherLimit else { return .refused }
            watchers.append(watcher)
            return .waiting
        }

        mutating func append(_ entry: consuming JournalEntry) -> [@Sendable () -> Void] {
            lastID += 1
            entry.id = lastID
            let forgotten = entry.detail.map { details.add(lastID, size: $0.size) } ?? []
            let wakes = watchers.isEmpty ? [] : notify(of: entry)
            ring.append(entry)
            for id in forgotten { ring.change(id) { $0.forgetDetail() } }
            return wakes
        }

        /// The calls for which this entry was the last one they waited for; they wait no more.
        mutating func notify(of entry: JournalEntry) -> [@Sendable () -> Void] {
            var wakes: [@Sendable () -> Void] = []
            for index in watchers.indices
            where watchers[index].filter.wantsUnderWay == entry.isUnderWay && watchers[index].filter.matches(entry) {
                watchers[index].missing -= 1
                if watchers[index].missing == 0 { wakes.append(watchers[index].wake) }
            }
            if !wakes.isEmpty { watchers.removeAll { $0.missing == 0 } }
            return wakes
        }
    }

    package let capacity: Int
    /// The bell that rings with every entry.
    package let bell = EventBell()
    private let state: Mutex<State>

    package init(capacity: Int) {
        self.capacity = capacity
        state = Mutex(State(ring: JournalRing(capacity: capacity)))
    }

    /// Adds an entry.
    ///
    /// - Returns: the receipt for `lose`, if the client does not take the whole answer.
    @discardableResult
    package func append(_ entry: consuming JournalEntry) -> JournalReceipt {
        // It is moved into the journal: copying its texts costs as much as writing it.
        var entry = Optional(entry)
        let (wakes, id) = state.withLock { state in
            (entry.take().map { state.append($0) } ?? [], state.lastID)
        }
        for wake in wakes { wake() }
        bell.ringForEntry()
        return JournalReceipt(written: id)
    }

    /// Adds a request whose answer does not leave at once: its entry is written when the answer or the client has left.
    package func begin(_ entry: JournalEntry) -> JournalReceipt {
        let (wakes, receipt) = state.withLock { state in
            state.lastReceipt += 1
            state.underWay[state.lastReceipt] = entry
            return (state.notify(of: entry), JournalReceipt(underWay: state.lastReceipt))
        }
        for wake in wakes { wake() }
        return receipt
    }

    /// Writes the entry that was begun, as it is now; nothing if all has been forgotten meanwhile.
    package func end(_ receipt: JournalReceipt, _ end: AnswerEnd) {
        let wakes = state.withLock { state -> [@Sendable () -> Void]? in
            guard let number = receipt.underWay, var entry = state.underWay.removeValue(forKey: number) else {
                return nil
            }
            entry.end(end)
            return state.append(entry)
        }
        guard let wakes else { return }
        for wake in wakes { wake() }
        bell.ringForEntry()
    }

    /// Notes in a written entry that the client has gone without the last bytes of the answer.
    package func lose(_ receipt: JournalReceipt, unsentBytes: Int) {
        guard let id = receipt.written else { return }
        state.withLock { state in
            state.ring.change(id) { $0.lose(unsentBytes) }
            state.changes += 1
            state.changed.append(id)
            if state.changed.count > Self.changeLimit { state.changed.removeFirst() }
        }
        bell.ringForEntry()
    }

    /// Requests that are on their way, newest first.
    package var underWay: [JournalEntry] {
        let all = state.withLock { $0.underWay }
        return all.sorted { $0.key > $1.key }.map(\.value)
    }

    /// All entries as they are now; taking it costs little, however many there are.
    package var snapshot: JournalRing { state.withLock { $0.ring } }

    /// The entries that have come after another one.
    package struct News: Sendable {
        /// The entries, newest first.
        package let entries: [JournalEntry]
        /// The entries up to that one that have changed since the last question; the newest 200 at most.
        package let changed: [JournalEntry]
        /// How many have changed so far.
        package let changes: Int
        /// How many entries between that one and these are not among them.
        package let missed: Int
        /// The id of the last entry of all.
        package let lastID: Int
        /// How often entries have been forgotten on purpose, and how many are left.
        package let clearings: Int
        package let left: Int
    }

    /// The newest of the entries behind `id`; taking them copies nothing else.
    ///
    /// - Parameters:
    ///   - end: the id of the last entry that is asked for.
    ///   - changes: how many changes the reader knows.
    package func news(after id: Int, upTo end: Int = .max, limit: Int, changes: Int = .max) -> News {
        state.withLock { state in
            let entries = Array(state.ring.newest(limit: limit) { $0.id > id }.drop { $0.id > end })
            let last = min(end, state.lastID)
            return News(
                entries: entries,
                changed: state.changed.suffix(max(state.changes - changes, 0)).filter { $0 <= id }
                    .compactMap { state.ring.entry($0) },
                changes: state.changes,
                missed: max((entries.last?.id ?? last + 1) - id - 1, 0),
                lastID: state.lastID,
                clearings: state.clearings,
                left: state.ring.count
            )
        }
    }

    package enum Watch: Sendable, Hashable {
        /// Enough entries match already.
        case satisfied
        /// `wake` will be called once, unless the watch is given up before.
        case waiting
        /// Too many calls wait already.
        case refused
    }

    /// A number for a new watch.
    package func newWatchID() -> Int {
        state.withLock { state in
            state.lastWatcherID += 1
            return state.lastWatcherID
        }
    }

    /// Has `wake` called as soon as `count` entries match; no entry that comes meanwhile is missed.
    package func watch(_ id: Int, _ filter: JournalFilter, count: Int, wake: @escaping @Sendable () -> Void) -> Watch {
        // The entries that are there already are looked through without the lock, so that others can be added.
        if filter.wantsUnderWay {
            return state.withLock { state in
                let missing = count - state.underWay.values.count(where: filter.matches)
                return state.wait(Watcher(id: id, filter: filter, count: count, missing: missing, wake: wake))
            }
        }
        let (before, clearings) = state.withLock { ($0.ring, $0.clearings) }
        let matching = before.count(filter, upTo: count)
        let lastID = before.lastID
        return state.withLock { state in
            let since = state.ring.newest(limit: .max) { $0.id > lastID }
            // Entries that have been forgotten meanwhile do not count.
            let found =
                state.clearings == clearings ? matching : state.ring.count(filter, upTo: count) { $0.id <= lastID }
            let missing = count - found - since.count { filter.matches($0) }
            return state.wait(Watcher(id: id, filter: filter, count: count, missing: missing, wake: wake))
        }
    }

    /// - Returns: whether it was still waiting.
    @discardableResult
    package func stopWatching(_ id: Int) -> Bool {
        state.withLock { state in
            let place = state.watchers.firstIndex { $0.id == id }
            if let place { state.watchers.remove(at: place) }
            return place != nil
        }
    }

    /// Forgets the requests of these clients; a waiting call counts those that are left.
    package func remove(of clients: [String]) {
        let gone = Set(clients.map { ByteKey($0) })
        let isGone = { (entry: JournalEntry) in entry.client.map { gone.contains(ByteKey($0)) } ?? false }
        state.withLock { state in
            state.ring.remove(where: isGone)
            state.underWay = state.underWay.filter { !isGone($0.value) }
            state.clearings += 1
            for index in state.watchers.indices {
                let watcher = state.watchers[index]
                let left =
                    watcher.filter.wantsUnderWay
                    ? state.underWay.values.count(where: watcher.filter.matches)
                    : state.ring.count(watcher.filter, upTo: watcher.count)
                // It waits for those that it waited for before, and for those that it has lost.
                state.watchers[index].missing = max(watcher.missing, watcher.count - left)
            }
        }
        bell.ring()
    }

    /// Forgets all entries; waiting calls begin to count from zero.
    ///
    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    package func removeAll() -> any Sendable {
        let forgotten = state.withLock { state in
            state.details.removeAll()
            state.changed = []
            state.clearings += 1
            for index in state.watchers.indices { state.watchers[index].missing = state.watchers[index].count }
            return (exchange(&state.ring, with: JournalRing(capacity: capacity)), exchange(&state.underWay, with: [:]))
        }
        bell.ring()
        return forgotten
    }
}
