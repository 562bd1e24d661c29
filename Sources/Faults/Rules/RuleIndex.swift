internal import HTTPMessages
internal import Policy

/// Rules by the requests they are for, so that a request pays nothing for the rules of others, however many there are.
struct RuleIndex<R: Rule>: Sendable {
    private typealias Entry = (place: Int, rule: ActiveRule<R>)

    private var byClient: [ByteKey: [Entry]] = [:]
    /// The rules for all clients, by the literal segments with which their paths begin.
    private var byStart: [[UInt8]: [Entry]] = [:]
    /// The numbers of literal segments with which those paths begin, each number once.
    private var startCounts: [Int] = []
    /// The rules for all clients on any path.
    private var others: [Entry] = []

    init() {}

    init(_ rules: [ActiveRule<R>]) {
        var counts: Set<Int> = []
        for entry in rules.enumerated().map({ (place: $0.offset, rule: $0.element) }) {
            let match = entry.rule.rule.match
            if let client = match.client {
                byClient[ByteKey(client), default: []].append(entry)
            } else if let start = match.path?.literalStart {
                byStart[start.path, default: []].append(entry)
                counts.insert(start.count)
            } else {
                others.append(entry)
            }
        }
        startCounts = counts.sorted()
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
            (lists > 1 ? entries.sorted { $0.place < $1.place } : entries).map(\.rule)
        }
    }
}
