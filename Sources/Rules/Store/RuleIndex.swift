internal import HTTPMessages
internal import Policy

/// Rules by the requests they are for, so that a request pays nothing for the rules of others, however many there are.
struct RuleIndex<R: Rule>: Sendable {
    private typealias Entry = (place: Int, rule: ActiveRule<R>)

    /// In which list the rules for some requests stand.
    private enum List: Hashable {
        case client(ByteKey)
        case start([UInt8])
        case others

        init(_ match: RuleMatch) {
            if let client = match.client {
                self = .client(ByteKey(client))
            } else if let start = match.path?.literalStart {
                self = .start(start.path)
            } else {
                self = .others
            }
        }
    }

    /// The place of the next rule, which is greater than those of all the others.
    private var nextPlace = 0

    private var byClient: [ByteKey: [Entry]] = [:]
    /// The rules for all clients, by the literal segments with which their paths begin.
    private var byStart: [[UInt8]: [Entry]] = [:]
    /// The numbers of literal segments with which those paths begin, each number once.
    private var startCounts: [Int] = []
    /// The rules for all clients on any path.
    private var others: [Entry] = []

    init() {}

    init(_ rules: [ActiveRule<R>]) {
        for rule in rules { insert(rule) }
    }

    /// Adds a rule behind all others, unless it says itself that it precedes them.
    mutating func insert(_ active: ActiveRule<R>) {
        let rule = active.rule
        let entry = (place: nextPlace, rule: active)
        nextPlace += 1
        change(rule.match) { entries in entries.insert(entry, at: entries.place(of: rule, in: \.rule.rule)) }
        guard rule.match.client == nil, let start = rule.match.path?.literalStart else { return }
        let place = startCounts.firstIndex { $0 >= start.count } ?? startCounts.count
        if place == startCounts.count || startCounts[place] != start.count {
            startCounts.insert(start.count, at: place)
        }
    }

    /// Takes rules away; that paths with as many literal segments have been there stays known.
    mutating func remove(_ gone: [ActiveRule<R>]) {
        let identifiers = Set(gone.map(ObjectIdentifier.init))
        // Thousands of them may stand in one list, which is gone through once.
        var done: Set<List> = []
        for active in gone where done.insert(List(active.rule.match)).inserted {
            change(active.rule.match) { entries in
                entries.removeAll { identifiers.contains(ObjectIdentifier($0.rule)) }
            }
        }
    }

    /// Those that are wanted among the rules for these requests; rules for some other requests are asked about too.
    func rules(for match: RuleMatch, where isWanted: (R) -> Bool) -> [ActiveRule<R>] {
        let entries =
            switch List(match) {
            case .client(let client): byClient[client] ?? []
            case .start(let path): byStart[path] ?? []
            case .others: others
            }
        return entries.lazy.map(\.rule).filter { isWanted($0.rule) }
    }

    /// Changes the list in which rules for these requests stand.
    private mutating func change(_ match: RuleMatch, _ body: (inout [Entry]) -> Void) {
        func change(_ entries: inout [Entry]?) {
            var changed = entries.take() ?? []
            body(&changed)
            entries = changed.isEmpty ? nil : changed
        }
        switch List(match) {
        case .client(let client): change(&byClient[client])
        case .start(let path): change(&byStart[path])
        case .others: body(&others)
        }
    }

    /// The rules that may match, in their order.
    func candidates(_ path: Span<UInt8>, _ client: String?) -> [ActiveRule<R>] {
        var found = Found()
        found.add(others)
        addByStart(path, to: &found)
        if let client, !byClient.isEmpty { found.add(byClient[ByteKey(client)]) }
        return found.inOrder
    }

    private func addByStart(_ path: Span<UInt8>, to found: inout Found) {
        var end = 0
        var segments = 0
        for count in startCounts {
            while segments < count {
                // The path is too short for these.
                guard end < path.count else { return }
                end += 1
                while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
                segments += 1
            }
            found.add(byStart[path.extracting(0..<end).array])
        }
    }

    /// Lists that are put together; each of them is in order.
    private struct Found {
        private var entries: [Entry] = []
        private var lists = 0

        mutating func add(_ more: [Entry]?) {
            guard let more, !more.isEmpty else { return }
            lists += 1
            if lists == 1 { entries = more } else { entries += more }
        }

        var inOrder: [ActiveRule<R>] {
            guard lists > 1 else { return entries.map(\.rule) }
            let sorted = entries.sorted { left, right in
                let (one, other) = (left.rule.rule, right.rule.rule)
                return one.precedes(other) || !other.precedes(one) && left.place < right.place
            }
            return sorted.map(\.rule)
        }
    }
}

extension Array {
    /// Where a rule belongs among others that are in order: behind all that it does not precede.
    func place<R: Rule>(of rule: R, in rules: KeyPath<Element, R>) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                rule.precedes(self[middle][keyPath: rules])
                ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}
