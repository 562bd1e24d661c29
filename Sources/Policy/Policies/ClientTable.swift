extension PolicyStore {
    /// The clients by id, in many small tables: a copy shares all of them with the original, and changing one client
    /// afterwards copies one of them, however many clients there are.
    package struct ClientTable: Sendable {
        private static let pieceCount = 256

        private var pieces = [[ByteKey: Snapshot.Box]](repeating: [:], count: pieceCount)
        package private(set) var count = 0
        /// How many entries have been put in, replaced or removed, in all.
        private var changes = 0

        init() {}

        package var isEmpty: Bool { count == 0 }
        package var all: [Snapshot.Box] { pieces.flatMap(\.values) }
        /// Those that end by themselves, or whose skew does.
        var mortals: [Snapshot.Box] { pieces.flatMap { $0.values.filter(\.isMortal) } }
        package var keys: [ByteKey] { pieces.flatMap(\.keys) }

        /// Some of them, at most so many.
        package func keys(limit: Int) -> [ByteKey] { Array(pieces.lazy.flatMap(\.keys).prefix(limit)) }

        /// Setting nil removes the client.
        package internal(set) subscript(_ key: ByteKey) -> Snapshot.Box? {
            get { pieces[Self.piece(of: key)][key] }
            set {
                let piece = Self.piece(of: key)
                count -= pieces[piece].count
                pieces[piece][key] = newValue
                count += pieces[piece].count
                changes += 1
            }
        }

        /// Becomes a copy of `other`, with which the copies made so far share nothing.
        mutating func replaceAll(by other: ClientTable) {
            let changes = changes + Self.pieceCount
            self = other
            self.changes = changes
        }

        /// About how many entries of `earlier`, a copy made before, this does not share.
        func unshared(with earlier: ClientTable) -> Int {
            // Each change may have copied another piece.
            min(changes - earlier.changes, Self.pieceCount) * earlier.count / Self.pieceCount
        }

        /// FNV-1a of the id; each of the small tables has another, seeded hash.
        private static func piece(of key: ByteKey) -> Int {
            var hash: UInt32 = 0x811C_9DC5
            for byte in key.text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
            return Int((hash ^ hash >> 16) % UInt32(pieceCount))
        }
    }
}
