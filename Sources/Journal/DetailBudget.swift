/// Which entries keep the details of their requests: the newest ones, as many as fit.
package struct DetailBudget: Sendable {
    static let standardLimit = 64 * 1024 * 1024

    private let limit: Int
    private var kept: [(id: Int, size: Int)] = []
    /// The place in `kept` of the oldest entry that keeps them.
    private var first = 0
    private var size = 0

    package init(limit: Int = standardLimit) { self.limit = limit }

    /// Notes one more entry that has details.
    ///
    /// - Returns: the ids of the entries that lose theirs.
    package mutating func add(_ id: Int, size added: Int) -> [Int] {
        kept.append((id, added))
        size += added
        let start = first
        while size > limit, first < kept.count {
            size -= kept[first].size
            first += 1
        }
        let gone = kept[start..<first].map(\.id)
        if first > 1024, first * 2 > kept.count {
            kept.removeFirst(first)
            first = 0
        }
        return gone
    }

    package mutating func removeAll() { self = DetailBudget(limit: limit) }
}
