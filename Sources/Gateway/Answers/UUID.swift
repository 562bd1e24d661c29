internal import HTTPMessages
internal import OpenSSL

/// A random UUID (RFC 9562 §5.4).
struct UUID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// Nobody can guess it: for token ids.
    static func random() -> UUID {
        var words: [UInt64] = [0, 0]
        for (index, byte) in RandomBytes.make(16).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        return UUID(high: words[0], low: words[1])
    }

    /// Quick and unrepeated, but not secret: for correlation ids.
    struct Sequence: Sendable {
        private var generator = SplitMix64(seed: UUID.random().high ^ UUID.random().low)

        mutating func next() -> UUID { UUID(high: generator.next(), low: generator.next()) }
    }

    func append(to output: inout [UInt8]) {
        Self.append(high >> 32, digits: 8, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(high >> 16, digits: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(high, digits: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(low >> 48, digits: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(low, digits: 12, to: &output)
    }

    private static func append(_ word: UInt64, digits: UInt64, to output: inout [UInt8]) {
        var shift = 4 * digits
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: word >> shift) & 0xF
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    var text: String {
        var output: [UInt8] = []
        append(to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
