internal import HTTPMessages
internal import OpenSSL

/// A random UUID (RFC 9562 §5.4).
package struct UUID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// An id that nobody can guess, for tokens.
    package static func random() -> UUID {
        var words: [UInt64] = [0, 0]
        for (index, byte) in RandomBytes.make(16).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        return UUID(high: words[0], low: words[1])
    }

    /// A sequence of ids that nobody can guess either.
    package struct SecretSequence {
        private var pool = RandomPool()

        package init() {}

        package mutating func next() -> UUID { UUID(high: pool.next(), low: pool.next()) }
    }

    /// A sequence of ids that is quick and does not repeat, but can be guessed, for correlation.
    package struct Sequence: Sendable {
        private var generator = SplitMix64(seed: UUID.random().high ^ UUID.random().low)

        package init() {}

        package mutating func next() -> UUID { UUID(high: generator.next(), low: generator.next()) }
    }

    package func append(to output: inout [UInt8]) {
        let line = line
        output.append(line.span.extracting(0..<36))
    }

    /// The id as 8, 4, 4, 4 and 12 hexadecimal digits, and a line end.
    package var line: InlineArray<38, UInt8> {
        var text = InlineArray<38, UInt8>(repeating: UInt8(ascii: "-"))
        let first = Self.digits(UInt32(truncatingIfNeeded: high >> 32))
        let second = Self.digits(UInt32(truncatingIfNeeded: high))
        let third = Self.digits(UInt32(truncatingIfNeeded: low >> 32))
        let fourth = Self.digits(UInt32(truncatingIfNeeded: low))
        var span = text.mutableSpan
        unsafe span.withUnsafeMutableBytes { bytes in
            func put<Word: FixedWidthInteger>(_ digits: UInt64, _: Word.Type, at offset: Int) {
                let word = Word(truncatingIfNeeded: digits).littleEndian
                unsafe bytes.storeBytes(of: word, toByteOffset: offset, as: Word.self)
            }
            put(first, UInt64.self, at: 0)
            put(second, UInt32.self, at: 9)
            put(second >> 32, UInt32.self, at: 14)
            put(third, UInt32.self, at: 19)
            put(third >> 32, UInt32.self, at: 24)
            put(fourth, UInt64.self, at: 28)
        }
        text[36] = .carriageReturn
        text[37] = .lineFeed
        return text
    }

    /// The eight digits of `word`, all worked out at once; the first is the lowest byte.
    private static func digits(_ word: UInt32) -> UInt64 {
        var nibbles = UInt64(word.byteSwapped)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles >> 4 | nibbles << 8) & 0x0F0F_0F0F_0F0F_0F0F
        // Digits from ten on are letters, whose bytes are 39 higher than if they followed the digit 9.
        let letters = (nibbles + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles + 0x3030_3030_3030_3030 + letters * 39
    }

    package var text: String {
        let line = line
        return line.span.extracting(0..<36).text
    }
}
