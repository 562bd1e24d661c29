/// The last entries, in pieces: a copy shares all of them until one is written to, so that a reader of one keeps
/// nobody from adding more.
///
/// Once it is full, each entry takes the place of the oldest, so that what is forgotten is let go one by one.
struct JournalRing: Sendable {
    private static let pieceSize = 1024

    private let capacity: Int
    /// Where the entries since the last clearing are, round and round: the nth at n modulo the capacity.
    private var pieces: [[JournalEntry]] = []
    private var written = 0

    init(capacity: Int) { self.capacity = capacity }

    /// - Parameter id: the entry's own from now on; given apart, so that it is copied once and no more.
    mutating func append(_ entry: JournalEntry, id: Int) {
        guard capacity > 0 else { return }
        let (piece, index) = Self.place(written % capacity)
        if written >= capacity {
            pieces[piece][index] = entry
        } else {
            if index == 0 {
                pieces.append([])
                pieces[piece].reserveCapacity(min(Self.pieceSize, capacity - written))
            }
            pieces[piece].append(entry)
        }
        pieces[piece][index].id = id
        written += 1
    }

    /// Changes the entry with that id, if it is still here.
    mutating func change(_ id: Int, _ body: (inout JournalEntry) -> Void) {
        guard let (piece, index) = place(of: id) else { return }
        body(&pieces[piece][index])
    }

    /// The entry with that id, if it is still here.
    func entry(_ id: Int) -> JournalEntry? { place(of: id).map { pieces[$0.piece][$0.index] } }

    private func place(of id: Int) -> (piece: Int, index: Int)? {
        // Ids grow, and some in between may have been forgotten.
        var range = max(written - capacity, 0)..<written
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let (piece, index) = Self.place(middle % capacity)
            let found = pieces[piece][index].id
            guard found != id else { return (piece, index) }
            range = found < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// Forgets those for which `isGone` holds; the others keep their ids.
    mutating func remove(where isGone: (JournalEntry) -> Bool) {
        var rest: [JournalEntry] = []
        forEachNewest { entry in
            if !isGone(entry) { rest.append(entry) }
            return true
        }
        guard rest.count < min(written, capacity) else { return }
        removeAll()
        for entry in rest.reversed() { append(entry, id: entry.id) }
    }

    private static func place(_ slot: Int) -> (piece: Int, index: Int) {
        (slot / pieceSize, slot % pieceSize)
    }

    mutating func removeAll() {
        pieces = []
        written = 0
    }

    /// How many are here.
    var count: Int { min(written, capacity) }

    /// Of the newest one; 0 where there is none.
    var lastID: Int {
        guard written > 0 else { return 0 }
        let (piece, index) = Self.place((written - 1) % capacity)
        return pieces[piece][index].id
    }

    /// The newest that match, and whether there are more.
    ///
    /// - Parameter bytes: of their texts, all together, but for the first.
    func newest(_ filter: JournalFilter, limit: Int, bytes: Int) -> (entries: [JournalEntry], isMore: Bool) {
        var found: [JournalEntry] = []
        var size = 0
        var isMore = false
        forEachNewest { entry in
            guard filter.matches(entry) else { return true }
            size += entry.textSize
            isMore = found.count >= limit || size > bytes && !found.isEmpty
            guard !isMore else { return false }
            found.append(entry)
            return true
        }
        return (found, isMore)
    }

    /// How many match, counted up to `limit`.
    ///
    /// - Parameter isMeant: of which entries, all where it is missing.
    func count(
        _ filter: JournalFilter,
        upTo limit: Int,
        where isMeant: (JournalEntry) -> Bool = { _ in true }
    ) -> Int {
        var count = 0
        forEachNewest { entry in
            if isMeant(entry), filter.matches(entry) { count += 1 }
            return count < limit
        }
        return count
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
        for number in (max(written - capacity, 0)..<written).reversed() {
            let (piece, index) = Self.place(number % capacity)
            guard body(pieces[piece][index]) else { return }
        }
    }
}
