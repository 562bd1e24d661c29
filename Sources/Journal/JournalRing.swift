/// The last entries, in pieces.
///
/// A copy shares all pieces until one is written to, so that a reader of a copy keeps nobody from adding more. Once it
/// is full, each entry takes the place of the oldest, so that entries are released one by one.
package struct JournalRing: Sendable {
    private static let pieceSize = 1024

    private let capacity: Int
    /// The entries since the last clearing, in a ring: the nth is at n modulo the capacity.
    private var pieces: [[JournalEntry]] = []
    private var written = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func append(_ entry: consuming JournalEntry) {
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
        written += 1
    }

    /// Changes the entry with that id, if it is still here.
    package mutating func change(_ id: Int, _ body: (inout JournalEntry) -> Void) {
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

    /// Forgets the entries for which `isGone` holds; the others keep their ids.
    mutating func remove(where isGone: (JournalEntry) -> Bool) {
        var rest: [JournalEntry] = []
        forEachNewest { entry in
            if !isGone(entry) { rest.append(entry) }
            return true
        }
        guard rest.count < min(written, capacity) else { return }
        removeAll()
        for entry in rest.reversed() { append(entry) }
    }

    private static func place(_ slot: Int) -> (piece: Int, index: Int) {
        (slot / pieceSize, slot % pieceSize)
    }

    mutating func removeAll() {
        pieces = []
        written = 0
    }

    /// How many entries are here.
    var count: Int { min(written, capacity) }

    /// The id of the newest entry; 0 if there is none.
    package var lastID: Int {
        guard written > 0 else { return 0 }
        let (piece, index) = Self.place((written - 1) % capacity)
        return pieces[piece][index].id
    }

    /// The newest entries that match, and whether there are more.
    ///
    /// - Parameter bytes: how many bytes their texts may have together; the first may be longer.
    package func newest(_ filter: JournalFilter, limit: Int, bytes: Int) -> (entries: [JournalEntry], isMore: Bool) {
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

    /// How many entries match, counted up to `limit`.
    ///
    /// - Parameter isMeant: says which entries are counted; without it, all are.
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

    /// The entries from the newest back to the first for which `isWanted` does not hold.
    func newest(limit: Int, while isWanted: (JournalEntry) -> Bool) -> [JournalEntry] {
        var found: [JournalEntry] = []
        forEachNewest { entry in
            guard found.count < limit, isWanted(entry) else { return false }
            found.append(entry)
            return true
        }
        return found
    }

    /// Calls `body` for each entry from the newest back, as long as it returns true.
    func forEachNewest(_ body: (JournalEntry) -> Bool) {
        for number in (max(written - capacity, 0)..<written).reversed() {
            let (piece, index) = Self.place(number % capacity)
            guard body(pieces[piece][index]) else { return }
        }
    }
}
