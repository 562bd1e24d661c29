/// Details of requests, of which the newest are kept, as many as fit.
struct DetailBudget: Sendable {
    static let standardLimit = 64 * 1024 * 1024

    private let limit: Int
    private var kept: [(id: Int, size: Int)] = []
    /// The oldest that is kept.
    private var first = 0
    private var size = 0

    init(limit: Int = standardLimit) { self.limit = limit }

    /// Takes note of one more entry that has details.
    ///
    /// - Returns: the ids of those that have to give up theirs.
    mutating func add(_ id: Int, size added: Int) -> [Int] {
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

    mutating func removeAll() { self = DetailBudget(limit: limit) }
}
