internal import JWT

extension PolicyStore {
    struct State: Sendable {
        /// The settings of the start or the last reload.
        private var settings: Settings
        private var configured: [Client] = []
        /// The configured clients as they are in the beginning, for a clock that begins too.
        private var standard = ClientTable()
        /// Those of them that begin at an instant: they live for some time, or have a clock of their own.
        private var timed: [Client] = []
        /// The settings that have been changed since.
        private var overrides = SettingOverrides()
        private var clock: RunningClock
        /// How long the clock had been going when the skew of the start, and the global one over it, were laid.
        private var baseStart = Duration.zero
        private var globalStart = Duration.zero
        private var baseHasEnded = false
        private var clients = ClientTable()
        /// Configured clients that have been removed since.
        private var removed: Set<ByteKey> = []
        /// Configured clients whose time is over.
        private var expired: Set<ByteKey> = []
        /// Clients that have been removed, or have ended, and have not been reported yet.
        private var departed: [String] = []
        /// When on the true clock the next client or skew ends by itself; it may be too early, but is never too late.
        private var nextEnd: NumericDate?

        init(settings: Settings, clients: [Client], at trueNow: NumericDate) {
            self.settings = settings
            clock = RunningClock(at: trueNow)
            setConfigured(clients)
            beginClients(at: trueNow)
            settleAll(at: trueNow)
        }

        var global: Policy {
            var policy = Policy()
            policy.settings = overrides.applied(to: settings)
            policy.clock = clock
            policy.skews.base = baseHasEnded ? nil : LaidSkew(skew: settings.skew, start: baseStart)
            policy.skews.global = overrides.skew.map { LaidSkew(skew: $0, start: globalStart) }
            return policy
        }

        var snapshot: Snapshot { Snapshot(global: global, clients: clients, nextEnd: nextEnd) }
    }
}

// Changes.

extension PolicyStore.State {
    /// Changes settings; a part of the skew changes the whole skew that holds, and a skew that stays the same goes on.
    mutating func patch<Failure: Error>(
        _ names: [Setting],
        at trueNow: NumericDate,
        _ change: (inout SettingOverrides, Policy) throws(Failure) -> Void
    ) throws(Failure) {
        let policy = global
        let changesSkew = names.contains(where: \.isSkew)
        let skew = policy.settingsInForce(at: trueNow).skew
        var new = overrides
        if changesSkew { new.skew = skew }
        try change(&new, policy)
        let isOtherSkew = changesSkew && new.skew != skew
        if changesSkew, !isOtherSkew { new.copySkew(from: overrides) }
        overrides = new
        guard isOtherSkew else { return }
        globalStart = clock.ran(at: trueNow)
        changeClientClocks { $0.globalStart = $0.clock.ran(at: trueNow) }
        noteEnd(of: overrides.skew, start: globalStart)
    }

    mutating func setClock<Failure: Error>(
        at trueNow: NumericDate,
        _ change: (inout RunningClock) throws(Failure) -> Void
    ) throws(Failure) {
        var changed = clock
        try change(&changed)
        clock = changed
        settleAll(at: trueNow)
    }

    /// Replaces a client by what `change` makes of it, or of nil if there is none; nil removes it.
    mutating func updateClient<Failure: Error>(
        _ id: String,
        at trueNow: NumericDate,
        _ change: (Client?, PolicyStore.Snapshot) throws(Failure) -> Client?
    ) throws(Failure) -> Client? {
        let key = ByteKey(id)
        let snapshot = snapshot
        let old = snapshot.client(id, at: trueNow)
        var client = try change(old, snapshot)
        _ = client?.dropEndedSkew(over: snapshot.global, at: trueNow)
        clients[key] = client.map { .init($0) }
        if let client {
            removed.remove(key)
            expired.remove(key)
            note(client.nextEnd(over: snapshot.global))
        } else if old != nil {
            departed.append(id)
            if standard[key] != nil { removed.insert(key) }
        }
        return client
    }

    /// The clients that have departed since the last call.
    mutating func takeDeparted() -> [String] {
        guard !departed.isEmpty else { return [] }
        defer { departed = [] }
        return departed
    }

    /// Puts back what was started with or last reloaded, with a live clock.
    mutating func reset(at trueNow: NumericDate) {
        overrides = SettingOverrides()
        clock = RunningClock(at: trueNow)
        baseStart = .zero
        baseHasEnded = false
        removed = []
        expired = []
        beginClients(at: trueNow)
        settleAll(at: trueNow)
    }

    /// Changes the settings and clients below all changes; those that are written as before go on.
    mutating func reload(settings new: Settings, clients: [Client], at trueNow: NumericDate) {
        if new.skew != settings.skew {
            baseStart = clock.ran(at: trueNow)
            baseHasEnded = false
            changeClientClocks { $0.baseStart = $0.clock.ran(at: trueNow) }
        }
        settings = new
        let old = Dictionary(configured.map { (ByteKey($0.id), $0) }) { first, _ in first }
        setConfigured(clients)
        let same = Set(configured.filter { old[ByteKey($0.id)] == $0 }.map { ByteKey($0.id) })
        expired.formIntersection(same)
        restoreClients(at: trueNow) { $0.origin == .control || same.contains(ByteKey($0.id)) }
        settleAll(at: trueNow)
    }

    private mutating func setConfigured(_ clients: [Client]) {
        configured = clients
        standard = PolicyStore.ClientTable()
        for client in clients where standard[ByteKey(client.id)] == nil { standard[ByteKey(client.id)] = .init(client) }
        timed = clients.filter(\.isTimed)
    }

    /// Puts all configured clients in place, and no others, with a clock that has just begun.
    ///
    /// Only the clients that begin at an instant are made anew, so that this takes no longer for many others.
    private mutating func beginClients(at trueNow: NumericDate) {
        let global = global
        clients.replaceAll(by: standard)
        for var client in timed {
            client.begin(over: global, at: trueNow)
            clients[ByteKey(client.id)] = .init(client)
        }
    }

    /// Puts the configured clients in place, except for those that are kept as they are or are gone.
    private mutating func restoreClients(at trueNow: NumericDate, keeping isKept: (Client) -> Bool) {
        for box in clients.all where !isKept(box.client) { clients[ByteKey(box.client.id)] = nil }
        let global = global
        for var client in configured {
            let key = ByteKey(client.id)
            guard clients[key] == nil, !removed.contains(key), !expired.contains(key) else { continue }
            client.begin(over: global, at: trueNow)
            clients[key] = .init(client)
        }
    }

    private mutating func changeClientClocks(_ change: (inout ClientClock) -> Void) {
        for box in clients.all {
            guard var clock = box.client.clock else { continue }
            change(&clock)
            var client = box.client
            client.clock = clock
            clients[ByteKey(client.id)] = .init(client)
        }
    }
}

// What ends by itself.

extension PolicyStore.State {
    /// Whether a client or a skew may have ended by then without being dropped.
    func isDue(at trueNow: NumericDate) -> Bool { nextEnd.map { $0 <= trueNow } ?? false }

    /// Drops what has ended, for good: setting the system's clock back brings nothing back.
    mutating func settleAll(at trueNow: NumericDate) {
        nextEnd = nil
        let skews = global.skews
        let ran = clock.ran(at: trueNow)
        if skews.global?.hasEnded(ran) ?? false { overrides.dropSkew() }
        if skews.base?.hasEnded(ran) ?? false { baseHasEnded = true }
        noteEnd(of: overrides.skew, start: globalStart)
        if !baseHasEnded { noteEnd(of: settings.skew, start: baseStart) }
        let global = global
        for box in clients.mortals {
            var client = box.client
            let key = ByteKey(client.id)
            guard !client.isGone(at: trueNow) else {
                clients[key] = nil
                departed.append(client.id)
                if standard[key] != nil { expired.insert(key) }
                continue
            }
            if client.dropEndedSkew(over: global, at: trueNow) { clients[key] = .init(client) }
            note(client.nextEnd(over: global))
        }
    }

    /// Notes when a skew on the global clock ends.
    private mutating func noteEnd(of skew: Skew?, start: Duration) {
        if let ttl = skew?.ttl { note(clock.trueInstant(whenRan: start + ttl)) }
    }

    private mutating func note(_ end: NumericDate?) {
        guard let end else { return }
        nextEnd = nextEnd.map { min($0, end) } ?? end
    }
}
