internal import HTTPMessages
package import JWT
internal import Locking
package import Policy

/// The rules of one kind in force.
package final class RuleStore<R: Rule>: Sendable {
    private let state: Mutex<State>
    private let count = Atomic<Int>(0)
    /// Whether some rules end by themselves.
    private let hasMortals = Atomic<Bool>(false)

    package init(_ configured: [R], at trueNow: NumericDate) {
        state = Mutex(State(configured: configured))
        _ = reset(at: trueNow)
    }

    /// Whether there is no rule that could apply.
    package var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    /// Notes the time, so that rules that end by then have ended for good.
    package func note(_ trueNow: NumericDate) {
        guard hasMortals.load(ordering: .acquiring) else { return }
        state.withLock { state in
            guard let end = state.nextEnd, end <= trueNow else { return }
            state.settle(at: trueNow)
            hasMortals.store(state.nextEnd != nil, ordering: .releasing)
        }
    }

    /// A rule that applies; by its reference, since copying a rule costs more than finding it.
    typealias Taken = (active: ActiveRule<R>, number: Int)

    /// The first rule that applies to this request, and to how many it has applied; matching rules before it have
    /// counted it.
    func take(_ method: Method, _ path: Span<UInt8>, client: String?, at moment: Moment) -> Taken? {
        guard !isEmpty else { return nil }
        let index = state.withLock { $0.index }
        for candidate in index.candidates(path, client) where candidate.rule.match.matches(method, path, client: client)
        {
            if let number = candidate.take(moment) { return (candidate, number) }
        }
        return nil
    }

    /// The methods for which a rule that is not spent would take this path.
    func methods(_ path: Span<UInt8>, _ client: String?, at trueNow: NumericDate) -> [Method] {
        guard !isEmpty else { return [] }
        let index = state.withLock { $0.index }
        var methods: [Method] = []
        for candidate in index.candidates(path, client) {
            guard let method = candidate.rule.match.method, candidate.rule.match.matches(method, path, client: client),
                !candidate.isSpent(at: trueNow)
            else { continue }
            methods.append(method)
        }
        return methods
    }

    package var all: [ActiveRule<R>] { state.withLock { $0.rules } }

    /// Puts other rules in the place of all.
    ///
    /// - Returns: what has been forgotten, as `reset` does.
    package func replaceAll(with rules: [R], at trueNow: NumericDate) -> any Sendable {
        change(at: trueNow) { state in state.set(rules.map { ActiveRule($0, at: trueNow) }) }
    }

    /// Appends a rule, or says why not; if there is no room left, spent rules are dropped.
    package func add(_ rule: R, at trueNow: NumericDate) throws(InputError) -> ActiveRule<R> {
        try change(at: trueNow) { state throws(InputError) in
            guard state.named(rule.name) == nil else {
                throw InputError("name: \(rule.name) is taken; allowed: a name of its own", key: "name")
            }
            return try state.append(rule, at: trueNow).rule
        }
    }

    /// Puts a rule in the place of those that it replaces, or says why not and leaves those.
    ///
    /// - Parameter isOld: whether it replaces a rule that has its name or is for the same requests; it replaces no other.
    func put(
        _ rule: R,
        inPlaceOf isOld: @escaping @Sendable (R) -> Bool,
        at trueNow: NumericDate
    ) throws(InputError) -> (rule: ActiveRule<R>, isNew: Bool) {
        try change(at: trueNow) { state throws(InputError) in
            try state.append(rule, inPlaceOf: isOld, at: trueNow)
        }
    }

    /// Removes a rule; false if there is none of that name.
    package func remove(_ name: String, at trueNow: NumericDate) -> Bool {
        change(at: trueNow) { state in
            guard let rule = state.named(name) else { return false }
            state.remove([rule])
            return true
        }
    }

    /// Removes the rules that are for these clients only.
    package func remove(of clients: [String], at trueNow: NumericDate) {
        let gone = Set(clients.map { ByteKey($0) })
        change(at: trueNow) { state in
            state.remove(
                state.rules.filter { rule in rule.rule.match.client.map { gone.contains(ByteKey($0)) } ?? false }
            )
        }
    }

    /// Puts back the rules of the start or the last reload, with all counts at zero.
    ///
    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    package func reset(at trueNow: NumericDate) -> any Sendable {
        change(at: trueNow) { state in
            let forgotten = state.set(state.configured.map { ActiveRule($0, at: trueNow) })
            state.removed = []
            return forgotten
        }
    }

    /// Exchanges the rules of the configuration, and keeps those that were made since; a rule that has not changed goes
    /// on counting.
    package func reload(_ configured: [R], at trueNow: NumericDate) {
        change(at: trueNow) { state in
            let kept = state.rules.filter { $0.rule.origin == .control }
            let gone = state.removed.union(kept.map(\.rule.name))
            let old = Dictionary(state.rules.map { ($0.rule, $0) }) { first, _ in first }
            state.configured = configured
            let wanted = configured.filter { !gone.contains($0.name) }
            state.set(wanted.map { old[$0] ?? ActiveRule($0, at: trueNow) } + kept)
        }
    }

    private func change<Value: Sendable, Failure: Error>(
        at trueNow: NumericDate,
        _ body: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result: Result<Value, Failure> = state.withLock { state in
            // This is done before, for the rules that go on, and after, for the new ones.
            state.settle(at: trueNow)
            defer {
                state.settle(at: trueNow)
                count.store(state.rules.count, ordering: .releasing)
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
