internal import HTTPMessages

/// HTTP Basic credentials (RFC 7617), split at the first colon.
struct BasicCredentials: Sendable, Hashable {
    let id: String
    let secret: String

    /// Nil if `value`, an Authorization field, holds no such credentials.
    init?(_ value: Span<UInt8>) {
        guard value.count > 6, value.extracting(0..<6).isEqualIgnoringCase(to: "basic "),
            let decoded = Self.decode(value.extracting(6..<value.count).trimmingWhitespace())
        else { return nil }
        guard let colon = decoded.span.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        id = Self.text(decoded.span.extracting(0..<colon))
        secret = Self.text(decoded.span.extracting((colon + 1)..<decoded.count))
    }

    /// The bytes as UTF-8, which most SDKs send, else as Latin-1, which .NET sends.
    private static func text(_ bytes: Span<UInt8>) -> String {
        if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
        return String(String.UnicodeScalarView(bytes.array.map { Unicode.Scalar($0) }))
    }

    /// Base64 with its padding and no white space (RFC 4648 §4); bits of the last character that belong to no byte are
    /// ignored.
    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count >= 4, text.count % 4 == 0 else { return nil }
        var end = text.count
        while end > text.count - 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for index in 0..<end {
            guard let value = value(of: text[index]) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> bits))
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
