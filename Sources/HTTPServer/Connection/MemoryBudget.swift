internal import Synchronization

/// How many bytes something may hold in all, whichever loop it is on.
final class MemoryBudget: Sendable {
    private let count = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// What is taken now.
    var taken: Int { count.load(ordering: .relaxed) }

    /// Takes so many more bytes, or says that there are not so many left.
    func take(_ bytes: Int) -> Bool {
        if count.add(bytes, ordering: .relaxed).newValue <= limit { return true }
        give(back: bytes)
        return false
    }

    func give(back bytes: Int) { count.subtract(bytes, ordering: .relaxed) }
}
