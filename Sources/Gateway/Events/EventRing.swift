/// The last events, put together once for all readers: one that is too far behind has lost the older ones.
struct EventRing: Sendable {
    private struct Piece {
        let bytes: [UInt8]
        /// How many entries were told before it and with it.
        let told: Int
        /// The id of the last entry that was told before it or with it.
        let lastID: Int
    }

    /// How far a reader has come.
    struct Cursor: Sendable, Hashable {
        fileprivate(set) var next: Int
        fileprivate var told: Int
        fileprivate(set) var lastID: Int
    }

    /// How many bytes are kept, for all readers together.
    private let limit: Int
    private var pieces: ArraySlice<Piece> = []
    private var size = 0
    private var told = 0
    private(set) var lastID: Int

    /// - Parameter lastID: the id of the last entry that is not to be told.
    init(limit: Int, lastID: Int) {
        self.limit = limit
        self.lastID = lastID
    }

    /// The place of a reader that has everything.
    var end: Cursor { Cursor(next: pieces.endIndex, told: told, lastID: lastID) }

    /// - Parameters:
    ///   - entries: how many it tells.
    ///   - lastID: the id of the last of them.
    mutating func append(_ bytes: [UInt8], entries: Int = 0, lastID: Int? = nil) {
        told += entries
        self.lastID = lastID ?? self.lastID
        pieces.append(Piece(bytes: bytes, told: told, lastID: self.lastID))
        size += bytes.count
        // The last piece always has room, however large it is.
        while size > limit, pieces.count > 1, let first = pieces.popFirst() { size -= first.bytes.count }
    }

    /// What is new for a reader.
    enum News: Sendable, Hashable {
        case none
        case bytes([UInt8])
        /// A number of entries have been lost; the reader is put at the end.
        case lost(entries: Int, from: Int, to: Int)
    }

    /// - Parameter most: how many bytes; the first piece may be longer.
    func news(_ cursor: inout Cursor, most: Int) -> News {
        guard cursor.next < pieces.endIndex else { return .none }
        guard cursor.next >= pieces.startIndex else {
            let lost = News.lost(entries: told - cursor.told, from: cursor.lastID + 1, to: lastID)
            cursor = end
            return lost
        }
        var bytes: [UInt8] = []
        for piece in pieces[cursor.next...] {
            guard bytes.isEmpty || bytes.count + piece.bytes.count <= most else { break }
            bytes += piece.bytes
            cursor = Cursor(next: cursor.next + 1, told: piece.told, lastID: piece.lastID)
        }
        return .bytes(bytes)
    }
}
