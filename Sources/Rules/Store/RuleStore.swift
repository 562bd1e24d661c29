internal import HTTPMessages
package import JWT
internal import Locking
package import Policy

/// The rules of one kind in force.
package final class RuleStore<R: Rule>: Sendable {
    private struct State: Sendable {
        /// The rules of the start or the last reload.
        var configured: [R]
        var rules: [ActiveRule<R>] = []
        var index = RuleIndex<R>()
        /// Configured rules that have been removed since.
        var removed: Set<String> = []
        /// When on the true clock the next rule ends; nil if none does.
        var nextEnd: NumericDate?

        mutating func set(_ rules: [ActiveRule<R>]) {
            if !configured.isEmpty {
                let names = Set(rules.map(\.rule.name))
                removed.formUnion(configured.map(\.name).filter { !names.contains($0) })
            }
            self.rules = rules.sorted { $0.rule.precedes($1.rule) }
            // Spent rules are among them, since they go on counting.
            index = RuleIndex(self.rules)
        }

        /// Adds a rule in the place of those that it replaces; if there is no room left, spent rules are dropped.
        ///
        /// Among many others, a rule that replaces none and drops none costs little more than one among few.
        mutating func append(
            _ rule: R,
            inPlaceOf isOld: (R) -> Bool = { _ in false },
            at trueNow: NumericDate
        ) throws(InputError) -> (rule: ActiveRule<R>, isNew: Bool) {
            var rest = rules.filter { !isOld($0.rule) }
            let isNew = rest.count == rules.count
            if rest.count >= R.limit { rest.removeAll { $0.isSpent(at: trueNow) } }
            guard rest.count < R.limit else {
                throw InputError("there are \(R.limit) \(R.plural) already; allowed: no more")
            }
            guard rest.reduce(rule.size, { $0 + $1.rule.size }) <= R.sizeLimit else {
                throw InputError("all \(R.plural) together are too large; allowed: \(R.sizeLimit) bytes")
            }
            let active = ActiveRule(rule, at: trueNow)
            if rest.count == rules.count {
                index.insert(active, place: rules.count)
                rules.insert(active, at: rules.place(of: rule, in: \.rule))
            } else {
                set(rest + [active])
            }
            return (active, isNew)
        }

        /// Ends the rules whose time is over.
        mutating func settle(at trueNow: NumericDate) {
            let mortals = rules.filter { $0.expiresAt != nil }
            for rule in mortals where rule.hasEnded(at: trueNow) { rule.end() }
            nextEnd = mortals.filter { !$0.hasEnded(at: trueNow) }.compactMap(\.expiresAt).min()
        }
    }

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
        change(at: trueNow) { state in
            let forgotten = (state.rules, state.index)
            state.set(rules.map { ActiveRule($0, at: trueNow) })
            return forgotten
        }
    }

    /// Appends a rule, or says why not; if there is no room left, spent rules are dropped.
    package func add(_ rule: R, at trueNow: NumericDate) throws(InputError) -> ActiveRule<R> {
        try change(at: trueNow) { state throws(InputError) in
            guard !state.rules.contains(where: { $0.rule.name == rule.name }) else {
                throw InputError("name: \(rule.name) is taken; allowed: a name of its own", key: "name")
            }
            return try state.append(rule, at: trueNow).rule
        }
    }

    /// Puts a rule in the place of those that it replaces, or says why not and leaves those.
    func put(
        _ rule: R,
        inPlaceOf isOld: @Sendable (R) -> Bool,
        at trueNow: NumericDate
    ) throws(InputError) -> (rule: ActiveRule<R>, isNew: Bool) {
        try change(at: trueNow) { state throws(InputError) in
            try state.append(rule, inPlaceOf: isOld, at: trueNow)
        }
    }

    /// Removes a rule; false if there is none of that name.
    package func remove(_ name: String, at trueNow: NumericDate) -> Bool {
        change(at: trueNow) { state in
            let rest = state.rules.filter { $0.rule.name != name }
            defer { state.set(rest) }
            return rest.count < state.rules.count
        }
    }

    /// Removes the rules that are for these clients only.
    package func remove(of clients: [String], at trueNow: NumericDate) {
        let gone = Set(clients.map { ByteKey($0) })
        change(at: trueNow) { state in
            let rest = state.rules.filter { rule in
                rule.rule.match.client.map { !gone.contains(ByteKey($0)) } ?? true
            }
            if rest.count < state.rules.count { state.set(rest) }
        }
    }

    /// Puts back the rules of the start or the last reload, with all counts at zero.
    ///
    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    package func reset(at trueNow: NumericDate) -> any Sendable {
        change(at: trueNow) { state in
            let forgotten = (state.rules, state.index)
            state.set(state.configured.map { ActiveRule($0, at: trueNow) })
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
