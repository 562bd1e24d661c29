internal import HTTPMessages
internal import JWT
internal import Locking

/// The faults in force.
final class FaultStore: Sendable {
    private struct State: Sendable {
        /// As started or last reloaded.
        var configured: [Fault]
        var faults: [ActiveFault] = []
        var index = FaultIndex()
        /// Configured ones that have been taken away since.
        var removed: Set<String> = []
        /// When on the true clock the next one ends; nil where none does.
        var nextEnd: NumericDate?

        mutating func set(_ faults: [ActiveFault]) {
            let names = Set(faults.map(\.fault.name))
            removed.formUnion(configured.map(\.name).filter { !names.contains($0) })
            self.faults = faults
            // Those that are spent too: they count on.
            index = FaultIndex(faults)
        }

        /// Ends those whose time is up.
        mutating func settle(at trueNow: NumericDate) {
            let mortals = faults.filter { $0.expiresAt != nil }
            for fault in mortals where fault.hasEnded(at: trueNow) { fault.end() }
            nextEnd = mortals.filter { !$0.hasEnded(at: trueNow) }.compactMap(\.expiresAt).min()
        }
    }

    private let state: Mutex<State>
    private let count = Atomic<Int>(0)
    /// Whether some of them end by themselves.
    private let hasMortals = Atomic<Bool>(false)

    init(_ configured: [Fault], at trueNow: NumericDate) {
        state = Mutex(State(configured: configured))
        reset(at: trueNow)
    }

    /// Whether there is nothing that could strike.
    var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    /// Takes note of the time, so that what ends by then has ended for good.
    func note(_ trueNow: NumericDate) {
        guard hasMortals.load(ordering: .acquiring) else { return }
        state.withLock { state in
            guard let end = state.nextEnd, end <= trueNow else { return }
            state.settle(at: trueNow)
            hasMortals.store(state.nextEnd != nil, ordering: .releasing)
        }
    }

    /// The first fault that strikes this request; those before it that match have counted it.
    func strike(_ method: Method, _ path: Span<UInt8>, _ client: String?, _ moment: Moment) -> FaultStrike? {
        guard !isEmpty else { return nil }
        let index = state.withLock { $0.index }
        for candidate in index.candidates(path, client) where candidate.fault.match.matches(method, path, client) {
            if let strike = candidate.strike(moment) { return strike }
        }
        return nil
    }

    var all: [ActiveFault] { state.withLock { $0.faults } }

    func replaceAll(with faults: [Fault], at trueNow: NumericDate) {
        change(at: trueNow) { $0.set(faults.map { ActiveFault($0, at: trueNow) }) }
    }

    /// Appends one, or says why not; where there is no room left, spent ones make it.
    func add(_ fault: Fault, at trueNow: NumericDate) throws(InputError) -> ActiveFault {
        try change(at: trueNow) { state throws(InputError) in
            guard !state.faults.contains(where: { $0.fault.name == fault.name }) else {
                throw InputError("name: \(fault.name) is taken; allowed: a name of its own", key: "name")
            }
            var faults = state.faults
            if faults.count >= Fault.limit { faults.removeAll { $0.isSpent(at: trueNow) } }
            guard faults.count < Fault.limit else {
                throw InputError("there are \(Fault.limit) faults already; allowed: no more")
            }
            let active = ActiveFault(fault, at: trueNow)
            state.set(faults + [active])
            return active
        }
    }

    /// False where there is none of that name.
    func remove(_ name: String, at trueNow: NumericDate) -> Bool {
        change(at: trueNow) { state in
            let rest = state.faults.filter { $0.fault.name != name }
            defer { state.set(rest) }
            return rest.count < state.faults.count
        }
    }

    /// Those for these clients and no others.
    func remove(of clients: [String], at trueNow: NumericDate) {
        let gone = Set(clients.map { ByteKey($0) })
        change(at: trueNow) { state in
            let rest = state.faults.filter { fault in
                fault.fault.match.client.map { !gone.contains(ByteKey($0)) } ?? true
            }
            if rest.count < state.faults.count { state.set(rest) }
        }
    }

    /// As started or last reloaded, all counts at zero.
    func reset(at trueNow: NumericDate) {
        change(at: trueNow) { state in
            state.set(state.configured.map { ActiveFault($0, at: trueNow) })
            state.removed = []
        }
    }

    /// Exchanges those of the configuration, and keeps those that were made since; one that has not changed goes on
    /// counting.
    func reload(_ configured: [Fault], at trueNow: NumericDate) {
        change(at: trueNow) { state in
            let kept = state.faults.filter { $0.fault.origin == .control }
            let gone = state.removed.union(kept.map(\.fault.name))
            let old = Dictionary(state.faults.map { ($0.fault, $0) }) { first, _ in first }
            state.configured = configured
            let wanted = configured.filter { !gone.contains($0.name) }
            state.set(wanted.map { old[$0] ?? ActiveFault($0, at: trueNow) } + kept)
        }
    }

    private func change<Value: Sendable, Failure: Error>(
        at trueNow: NumericDate,
        _ body: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result: Result<Value, Failure> = state.withLock { state in
            // Before, for those that go on, and after, for the new ones.
            state.settle(at: trueNow)
            defer {
                state.settle(at: trueNow)
                count.store(state.faults.count, ordering: .releasing)
                hasMortals.store(state.nextEnd != nil, ordering: .releasing)
            }
            do throws(Failure) {
                return .success(try body(&state))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
