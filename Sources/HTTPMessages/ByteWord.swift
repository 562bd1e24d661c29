/// Eight bytes at once, the first of them lowest.
///
/// This is quick because a parser asks of most bytes only whether one of them is of a rare kind.
///
/// A mask has the high bit of each byte that it marks. Its lowest mark is exact; those above it may be false.
struct ByteWord {
    static let count = 8

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    let word: UInt64

    /// - Parameter offset: at least eight bytes are left from there.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at offset: Int) {
        // Any eight bytes are a number, and the call checks that they exist.
        word = unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Bytes below `bound`, which is ASCII.
    @inline(__always)
    func below(_ bound: UInt8) -> UInt64 { (word &- Self.ones &* UInt64(bound)) & ~word & Self.highs }

    @inline(__always)
    func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference & Self.highs
    }

    /// Bytes that are DEL or no ASCII.
    @inline(__always)
    var fromDelete: UInt64 { ((word & ~Self.highs) &+ Self.ones | word) & Self.highs }

    /// The same bytes with ASCII letters in lower case.
    @inline(__always)
    var lowercased: UInt64 {
        // The high bit of each byte says whether its low seven bits are "A" or more, or more than "Z".
        let low = word & ~Self.highs
        let fromA = low &+ Self.ones &* (0x80 - 0x41)
        let beyondZ = low &+ Self.ones &* (0x80 - 0x5B)
        return word | ((fromA ^ beyondZ) & ~word & Self.highs) >> 2
    }

    /// The index of the lowest marked byte of a mask that has one.
    @inline(__always)
    static func first(in mask: UInt64) -> Int { mask.trailingZeroBitCount / 8 }
}

extension Span<UInt8> {
    /// Where a run of good bytes that begins at `start` ends, `end` at the latest.
    ///
    /// - Parameters:
    ///   - suspects: marks every byte that is not good, and few good ones.
    ///   - isGood: decides about a byte that is marked.
    @inline(__always)
    func endOfRun(
        from start: Int,
        to end: Int,
        suspects: (ByteWord) -> UInt64,
        isGood: (UInt8) -> Bool
    ) -> Int {
        var index = start
        while index &+ ByteWord.count <= end {
            let marks = suspects(ByteWord(self, at: index))
            guard marks != 0 else {
                index &+= ByteWord.count
                continue
            }
            index &+= ByteWord.first(in: marks)
            guard isGood(self[index]) else { return index }
            index &+= 1
        }
        while index < end, isGood(self[index]) { index &+= 1 }
        return index
    }
}
