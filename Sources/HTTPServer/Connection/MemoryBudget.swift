internal import Synchronization

/// How many bytes all loops together may hold for one purpose.
final class MemoryBudget: Sendable {
    private let count = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// How many bytes are taken now.
    var taken: Int { count.load(ordering: .relaxed) }

    /// Takes that many more bytes, or says that there are fewer left.
    func take(_ bytes: Int) -> Bool {
        if count.add(bytes, ordering: .relaxed).newValue <= limit { return true }
        give(back: bytes)
        return false
    }

    func give(back bytes: Int) { count.subtract(bytes, ordering: .relaxed) }
}
