/// The last entries, in pieces: a copy shares all of them but the one that is being filled, so that whoever looks at
/// one keeps nobody from adding more.
struct JournalRing: Sendable {
    private static let pieceSize = 1024

    private let capacity: Int
    private var pieces: [[JournalEntry]] = []
    /// Entries of the oldest piece that are forgotten already.
    private var forgotten = 0
    private var count = 0

    init(capacity: Int) { self.capacity = capacity }

    /// - Parameter id: the entry's own from now on; given apart, so that it is copied once and no more.
    mutating func append(_ entry: JournalEntry, id: Int) {
        guard capacity > 0 else { return }
        if pieces.last.map({ $0.count == Self.pieceSize }) ?? true {
            var piece: [JournalEntry] = []
            piece.reserveCapacity(min(Self.pieceSize, capacity))
            pieces.append(piece)
        }
        let last = pieces.count - 1
        pieces[last].append(entry)
        pieces[last][pieces[last].count - 1].id = id
        count += 1
        guard count > capacity else { return }
        count -= 1
        forgotten += 1
        guard forgotten == Self.pieceSize else { return }
        pieces.removeFirst()
        forgotten = 0
    }

    mutating func removeAll() {
        pieces = []
        forgotten = 0
        count = 0
    }

    /// Of the newest one; 0 where there is none.
    var lastID: Int { pieces.last?.last?.id ?? 0 }

    func newest(_ filter: JournalFilter, _ limit: Int) -> [JournalEntry] {
        var found: [JournalEntry] = []
        forEachNewest { entry in
            if filter.matches(entry) { found.append(entry) }
            return found.count < limit
        }
        return found
    }

    /// Those from the newest back to the first for which `isWanted` does not hold.
    func newest(limit: Int, while isWanted: (JournalEntry) -> Bool) -> [JournalEntry] {
        var found: [JournalEntry] = []
        forEachNewest { entry in
            guard found.count < limit, isWanted(entry) else { return false }
            found.append(entry)
            return true
        }
        return found
    }

    /// From the newest back, as long as `body` returns true.
    func forEachNewest(_ body: (JournalEntry) -> Bool) {
        for (place, piece) in pieces.enumerated().reversed() {
            let first = place == 0 ? forgotten : 0
            for index in (first..<max(piece.count, first)).reversed() where !body(piece[index]) { return }
        }
    }
}
