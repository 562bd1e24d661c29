internal import JSON
internal import JWT
internal import Journal
internal import Locking
internal import Policy
internal import Rules

/// What happens in the gateway, for all readers that watch it live.
///
/// Nothing is put together while there is no reader. While there are some, the one that asks for news looks for them,
/// on its own thread: in the journal, in the settings and among the faults. Requests only ring a bell.
final class EventHub: Sendable {
    /// How many readers may watch at once; each may wait for a thousand entries of the past.
    static let readerLimit = 250
    /// Events that are kept for readers that are behind, in bytes.
    static let ringSize = 256 * 1024
    /// How often the clocks are told if nothing else happens, in nanoseconds.
    static let beat: Int64 = 2_000_000_000
    /// How many entries are looked at in one go.
    private static let batch = 4_096
    /// How many faults and clients are told by name.
    private static let listed = 100

    private struct State {
        var ring = EventRing(limit: EventHub.ringSize, lastID: 0)
        var meter = EntryMeter()
        var readers: Set<Int> = []
        var lastReader = 0
        /// The last entry of the journal that has been told or counted.
        var seen = 0
        /// How many changes of entries have been told.
        var changes = 0
        /// The settings that were told last, to see what is new.
        var settings: JSONValue = .null
        var faults: JSONValue = .null
        var policy: Policy?
        var generation = -1
        var clearings = 0
        /// When the clocks are told next, by the stopwatch.
        var nextBeat: Int64 = 0
    }

    let bell: EventBell
    private let clock: GatewayClock
    private let policies: PolicyStore
    private let faults: FaultStore
    private let journal: Journal
    private let state = Mutex(State())
    private let readers = Atomic<Int>(0)
    /// Faults may have changed.
    private let isDirty = Atomic<Bool>(false)
    /// A text that changes with each run of the program, in which the ids of entries begin again.
    private let run = String(UUID.random().text.prefix(8))

    init(clock: GatewayClock, policies: PolicyStore, faults: FaultStore, journal: Journal) {
        bell = journal.bell
        self.clock = clock
        self.policies = policies
        self.faults = faults
        self.journal = journal
    }

    /// Notes a change that is no request.
    func noteChange() {
        isDirty.store(true, ordering: .relaxed)
        bell.ring()
    }

    /// - Parameter isRefresh: how the last of its tokens was asked for.
    func noteStorm(_ client: String, isRefresh: Bool, at trueNow: NumericDate) {
        guard readers.load(ordering: .relaxed) > 0 else { return }
        let data: JSONValue = [
            "client": .string(JournalEntry.told(client)), "refreshes": .bool(isRefresh),
            "run": JSONValue(ClientActivity.stormLength + 1), "at": .string(RFC3339.text(trueNow)),
        ]
        state.withLock { $0.ring.append(ServerSentEvent.bytes(.storm, data)) }
        bell.ring()
    }
}

// Readers.

extension EventHub {
    /// What a reader gets before the news: the present state, and entries of the past.
    struct Past: Sendable {
        fileprivate var snapshot: [UInt8]?
        fileprivate var gap: [UInt8]?
        /// The entries, newest first.
        fileprivate var entries: [JournalEntry]

        /// - Parameter most: how many bytes; the first event may be longer.
        mutating func next(most: Int) -> [UInt8]? {
            var bytes = snapshot ?? []
            if let gap { bytes += gap }
            snapshot = nil
            gap = nil
            while bytes.count < most, let entry = entries.popLast() {
                ServerSentEvent.append(.entry, id: entry.id, .object(entry.json), to: &bytes)
            }
            return bytes.isEmpty ? nil : bytes
        }
    }

    /// A stream for one more reader; nil if there are too many.
    func open(_ query: EventQuery) -> EventStream? {
        let now = GatewayClock.stopwatch()
        return state.withLock { state in
            guard state.readers.count < Self.readerLimit else { return nil }
            if state.readers.isEmpty { begin(&state) }
            look(&state, now)
            tellCounts(&state)
            state.lastReader += 1
            state.readers.insert(state.lastReader)
            readers.store(state.readers.count, ordering: .relaxed)
            var past = past(query, upTo: state.seen)
            past.snapshot = ServerSentEvent.start + snapshot(state)
            return EventStream(id: state.lastReader, of: self, past: past, cursor: state.ring.end)
        }
    }

    func remove(_ stream: EventStream) {
        bell.stay(awake: stream.id)
        state.withLock { state in
            state.readers.remove(stream.id)
            readers.store(state.readers.count, ordering: .relaxed)
            guard state.readers.isEmpty else { return }
            // Without a reader, nothing is kept.
            state.ring = EventRing(limit: Self.ringSize, lastID: 0)
            state.meter = EntryMeter()
            state.policy = nil
            state.settings = .null
            state.faults = .null
        }
    }

    /// The place of a reader that has everything.
    var end: EventRing.Cursor { state.withLock { $0.ring.end } }

    /// How many readers watch.
    var readerCount: Int { readers.load(ordering: .relaxed) }

    private func past(_ query: EventQuery, upTo lastID: Int) -> Past {
        guard let since = query.since else {
            let last = query.last ?? 0
            let entries = last > 0 ? journal.news(after: max(lastID - last, 0), upTo: lastID, limit: last).entries : []
            return Past(snapshot: nil, gap: nil, entries: entries)
        }
        // An id that no entry has had yet comes from another run.
        let start = since <= lastID ? since : 0
        let news = journal.news(after: start, upTo: lastID, limit: EventQuery.most)
        let gap =
            news.missed > 0
            ? ServerSentEvent.gap(missed: news.missed, from: start + 1, to: start + news.missed) : nil
        return Past(snapshot: nil, gap: gap, entries: news.entries)
    }

    /// What is new for a reader, or when to ask again if the bell does not ring before.
    func news(_ cursor: inout EventRing.Cursor, most: Int) -> (bytes: [UInt8]?, askAgainIn: Duration) {
        let now = GatewayClock.stopwatch()
        return state.withLock { state in
            look(&state, now)
            switch state.ring.news(&cursor, most: most) {
            case .bytes(let bytes): return (bytes, .zero)
            case .lost(let entries, let from, let to):
                return (ServerSentEvent.gap(missed: entries, from: from, to: to) + snapshot(state), .zero)
            case .none:
                let due = min(state.nextBeat, state.meter.due ?? .max)
                return (nil, .nanoseconds(max(due - now, 1_000_000)))
            }
        }
    }

    private func snapshot(_ state: State) -> [UInt8] {
        let policy = state.policy ?? policies.global
        let data: JSONValue = [
            "run": .string(run), "lastId": JSONValue(state.seen), "settings": state.settings,
            "clock": policy.clockJSON(policy.moment(trueNow: clock.trueNow())),
            "faults": state.faults["faults"] ?? [], "clients": clients(policies.snapshot)["clients"] ?? [],
        ]
        return ServerSentEvent.bytes(.snapshot, data)
    }
}

// What is new.

extension EventHub {
    /// Begins to watch, for the first reader.
    private func begin(_ state: inout State) {
        let news = journal.news(after: .max, limit: 0)
        state.ring = EventRing(limit: Self.ringSize, lastID: news.lastID)
        state.seen = news.lastID
        state.clearings = news.clearings
        state.changes = news.changes
        state.generation = -1
        state.nextBeat = 0
    }

    /// Puts everything into the ring that has happened since the last look.
    private func look(_ state: inout State, _ now: Int64) {
        let trueNow = clock.trueNow()
        let isBeat = state.nextBeat <= now
        let hadFault = lookForEntries(&state, now)
        if isBeat, let end = policies.snapshot.nextEnd, end <= trueNow { policies.settle(at: trueNow) }
        lookAtScopes(&state, trueNow, isBeat: isBeat)
        if isDirty.exchange(false, ordering: .acquiringAndReleasing) || hadFault || isBeat {
            lookAtFaults(&state, trueNow)
        }
        if isBeat { state.nextBeat = now + Self.beat }
        if let due = state.meter.due, due <= now { tellCounts(&state) }
    }

    private func tellCounts(_ state: inout State) {
        guard state.meter.due != nil else { return }
        let (entries, data) = state.meter.takeCounts()
        state.ring.append(ServerSentEvent.bytes(.counts, id: state.seen, data), entries: entries, lastID: state.seen)
    }

    /// - Returns: whether a fault has struck one of the new entries.
    private func lookForEntries(_ state: inout State, _ now: Int64) -> Bool {
        let news = journal.news(after: state.seen, limit: Self.batch, changes: state.changes)
        state.changes = news.changes
        if news.clearings != state.clearings {
            state.clearings = news.clearings
            state.ring.append(ServerSentEvent.bytes(.cleared, ["left": JSONValue(news.left)]))
        } else if news.missed > 0 {
            let last = state.seen + news.missed
            let gap = ServerSentEvent.gap(missed: news.missed, from: state.seen + 1, to: last)
            state.ring.append(gap, entries: news.missed, lastID: last)
        }
        // They are told once more, and without an event id, which would send a returning reader back to it.
        for entry in news.changed where state.meter.tellsAgain(now) {
            state.ring.append(ServerSentEvent.bytes(.entry, .object(entry.json)))
        }
        var hadFault = false
        for entry in news.entries.reversed() {
            state.seen = entry.id
            if entry.fault != nil { hadFault = true }
            guard state.meter.tells(entry, now) else { continue }
            // Entries that are being counted have no event id, so that a returning reader gets them one by one.
            let id = state.meter.due == nil ? entry.id : nil
            let bytes = ServerSentEvent.bytes(.entry, id: id, .object(entry.json))
            state.ring.append(bytes, entries: 1, lastID: id)
        }
        state.seen = news.lastID
        return hadFault
    }

    private func lookAtScopes(_ state: inout State, _ trueNow: NumericDate, isBeat: Bool) {
        let generation = policies.generation
        let hasChanged = generation != state.generation
        guard hasChanged || isBeat else { return }
        let isFirst = state.policy == nil
        let snapshot = policies.snapshot
        let policy = snapshot.global
        if hasChanged {
            state.generation = generation
            let settings = JSONValue.object(policy.settingsJSON(at: trueNow))
            if settings != state.settings, !isFirst { state.ring.append(ServerSentEvent.bytes(.settings, settings)) }
            state.settings = settings
            if !isFirst { state.ring.append(ServerSentEvent.bytes(.clients, clients(snapshot))) }
        }
        let isOtherTime = state.policy.map { $0.clock != policy.clock || $0.skews != policy.skews } ?? false
        state.policy = policy
        guard !isFirst, isBeat || isOtherTime else { return }
        let moment = policy.moment(trueNow: clock.trueNow())
        state.ring.append(ServerSentEvent.bytes(.clock, policy.clockJSON(moment)))
    }

    private func lookAtFaults(_ state: inout State, _ trueNow: NumericDate) {
        let all = faults.all
        let (part, isMore) = (all.prefix(Self.listed), all.count > Self.listed)
        let json = Listing.json("faults", part.map { $0.json(at: trueNow) }, isMore: isMore)
        guard json != state.faults else { return }
        if state.faults != .null { state.ring.append(ServerSentEvent.bytes(.faults, json)) }
        state.faults = json
    }

    /// The configured clients, by id.
    private func clients(_ snapshot: PolicyStore.Snapshot) -> JSONValue {
        let ids = snapshot.clients.keys(limit: Self.listed).sorted().map { JSONValue.string($0.text) }
        return Listing.json("clients", ids, isMore: snapshot.clients.count > Self.listed)
    }
}
