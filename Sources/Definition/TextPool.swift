/// The number of a text in a `TextPool`.
package struct TextID: Sendable, Hashable {
    let index: UInt32
}

/// Texts, each kept once and in one piece: a definition repeats its names and words thousands of times.
struct TextPool: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text ends, which is where the next begins.
    private var ends: [UInt32] = []

    var count: Int { ends.count }

    var footprint: Int { bytes.footprint + ends.footprint }

    mutating func compact() {
        bytes = Array(bytes[...])
        ends = Array(ends[...])
    }

    func range(_ id: TextID) -> Range<Int> {
        let index = Int(id.index)
        return (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    func bytes(_ id: TextID) -> ArraySlice<UInt8> { bytes[range(id)] }

    subscript(_ id: TextID) -> String { String(decoding: bytes[range(id)], as: UTF8.self) }

    func isEqual(_ id: TextID, to other: Span<UInt8>) -> Bool {
        let range = range(id)
        guard range.count == other.count else { return false }
        let own = bytes.span.extracting(range)
        var index = 0
        while index + 8 <= own.count {
            guard own.word(at: index) == other.word(at: index) else { return false }
            index += 8
        }
        while index < own.count {
            guard own[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    fileprivate mutating func append(_ text: Span<UInt8>) -> TextID {
        for index in 0..<text.count { bytes.append(text[index]) }
        ends.append(UInt32(bytes.count))
        return TextID(index: UInt32(ends.count - 1))
    }
}

/// Finds texts that are in a pool already; it is needed only while a definition is read.
struct TextIndex {
    private(set) var pool = TextPool()
    /// A table with open addressing: each slot is the number of a text plus 1, or 0 if it is free.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    mutating func id(of text: Span<UInt8>) -> TextID {
        if pool.count * 2 > slots.count { grow() }
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = TextID(index: slots[slot] - 1)
            if pool.isEqual(id, to: text) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = pool.append(text)
        slots[slot] = id.index + 1
        return id
    }

    mutating func id(of text: String) -> TextID { id(of: Array(text.utf8).span) }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for index in 0..<pool.count {
            let id = TextID(index: UInt32(index))
            let bytes = Array(pool.bytes(id))
            var slot = Self.hash(bytes.span) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = id.index + 1
        }
    }

    /// Multiplies and folds eight bytes at a time; the last eight of a long text may overlap those before them.
    private static func hash(_ text: Span<UInt8>) -> Int {
        var hash = UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 29
        }
        var index = 0
        while index + 8 <= text.count {
            mix(text.word(at: index))
            index += 8
        }
        if index > 0 {
            if index < text.count { mix(text.word(at: text.count - 8)) }
        } else {
            var word: UInt64 = 0
            while index < text.count {
                word = word << 8 | UInt64(text[index])
                index += 1
            }
            mix(word)
        }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}

extension Span<UInt8> {
    /// The eight bytes from `index` on; the caller makes sure that they exist.
    fileprivate func word(at index: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    }
}
