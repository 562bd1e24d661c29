internal import JWT
internal import Policy

extension RuleStore {
    /// The rules in force, with all that is asked of them.
    ///
    /// Adding one or taking one away costs little more among many than among few, if those are for other clients or other
    /// paths and do not end by themselves.
    struct State: Sendable {
        /// The rules of the start or the last reload.
        var configured: [R] {
            didSet { configuredNames = Set(configured.map(\.name)) }
        }
        private var configuredNames: Set<String>
        /// All of them in the order in which they are asked, the spent ones included, since they go on counting.
        private(set) var rules: [ActiveRule<R>] = []
        private(set) var index = RuleIndex<R>()
        private var names: [String: ActiveRule<R>] = [:]
        /// How many bytes all of them hold.
        private var size = 0
        /// The rules that end by themselves.
        private var mortals: [ActiveRule<R>] = []
        /// Configured rules that have been removed since.
        var removed: Set<String> = []
        /// When on the true clock the next rule ends; nil if none does.
        private(set) var nextEnd: NumericDate?

        init(configured: [R]) {
            self.configured = configured
            configuredNames = Set(configured.map(\.name))
        }

        func named(_ name: String) -> ActiveRule<R>? { names[name] }

        /// Puts other rules in the place of all.
        ///
        /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
        @discardableResult
        mutating func set(_ rules: [ActiveRule<R>]) -> any Sendable {
            let forgotten = (self.rules, index, names)
            self.rules = rules.sorted { $0.rule.precedes($1.rule) }
            index = RuleIndex(self.rules)
            names = Dictionary(rules.map { ($0.rule.name, $0) }) { first, _ in first }
            size = rules.reduce(0) { $0 + $1.rule.size }
            mortals = rules.filter { $0.expiresAt != nil }
            removed.formUnion(configuredNames.filter { names[$0] == nil })
            return forgotten
        }

        mutating func remove(_ gone: [ActiveRule<R>]) {
            guard !gone.isEmpty else { return }
            let identifiers = Set(gone.map(ObjectIdentifier.init))
            func isGone(_ rule: ActiveRule<R>) -> Bool { identifiers.contains(ObjectIdentifier(rule)) }
            rules.removeAll(where: isGone)
            mortals.removeAll(where: isGone)
            index.remove(gone)
            for rule in gone {
                names[rule.rule.name] = nil
                size -= rule.rule.size
                // One that was made since, and stood in the place of a configured one, takes that with it.
                if configuredNames.contains(rule.rule.name) { removed.insert(rule.rule.name) }
            }
        }

        /// Adds a rule in the place of those that it replaces; if there is no room left, spent rules are dropped.
        ///
        /// - Parameter isOld: whether it replaces a rule that has its name or is for the same requests; nil if it replaces
        ///   none.
        mutating func append(
            _ rule: R,
            inPlaceOf isOld: ((R) -> Bool)? = nil,
            at trueNow: NumericDate
        ) throws(InputError) -> (rule: ActiveRule<R>, isNew: Bool) {
            var gone: [ActiveRule<R>] = []
            if let isOld {
                gone = index.rules(for: rule.match, where: isOld)
                if let namesake = names[rule.name], isOld(namesake.rule), !gone.contains(where: { $0 === namesake }) {
                    gone.append(namesake)
                }
            }
            let isNew = gone.isEmpty
            if rules.count - gone.count >= R.limit {
                gone += rules.filter { rule in rule.isSpent(at: trueNow) && !gone.contains { $0 === rule } }
            }
            guard rules.count - gone.count < R.limit else {
                throw InputError("there are \(R.limit) \(R.plural) already; allowed: no more")
            }
            guard size - gone.reduce(0, { $0 + $1.rule.size }) + rule.size <= R.sizeLimit else {
                throw InputError("all \(R.plural) together are too large; allowed: \(R.sizeLimit) bytes")
            }
            remove(gone)
            let active = ActiveRule(rule, at: trueNow)
            rules.insert(active, at: rules.place(of: rule, in: \.rule))
            index.insert(active)
            names[rule.name] = active
            size += rule.size
            if active.expiresAt != nil { mortals.append(active) }
            return (active, isNew)
        }

        /// Ends the rules whose time is over.
        mutating func settle(at trueNow: NumericDate) {
            guard !mortals.isEmpty else { return nextEnd = nil }
            for rule in mortals where rule.hasEnded(at: trueNow) { rule.end() }
            nextEnd = mortals.filter { !$0.hasEnded(at: trueNow) }.compactMap(\.expiresAt).min()
        }
    }
}
