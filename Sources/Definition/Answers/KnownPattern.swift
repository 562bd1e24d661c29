/// A pattern that values are made for and compared with.
///
/// A definition has few, nearly all of them a UUID, so they are a table and no expression engine.
package enum KnownPattern: Sendable, Hashable {
    case uuid, uuidVersion4, uuidOrStar
    /// `#` and three or six hexadecimal digits.
    case color
    case alphanumeric, digits
    /// Letters, digits, white space and `.+-_()`.
    case words

    /// - Parameter pattern: as it stands in the definition; anchors make no difference.
    init?(_ pattern: String) {
        var bare = Substring(pattern)
        if bare.hasPrefix("^") { bare = bare.dropFirst() }
        if bare.hasSuffix("$") { bare = bare.dropLast() }
        guard let known = Self.table.first(where: { $0.pattern == bare }) else { return nil }
        self = known.meaning
    }

    private static let table: [(pattern: String, meaning: KnownPattern)] = [
        (uuid("a-fA-F0-9"), .uuid), (uuid("0-9a-fA-F"), .uuid), (uuid("a-f0-9"), .uuid), (uuid("0-9a-f"), .uuid),
        ("[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-4[a-fA-F0-9]{3}-[89abAB][a-fA-F0-9]{3}-[a-fA-F0-9]{12}", .uuidVersion4),
        ("[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", .uuidVersion4),
        ("(\(uuid("a-fA-F0-9"))|\\*)", .uuidOrStar),
        ("#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})", .color), ("#([a-fA-F0-9]{6}|[a-fA-F0-9]{3})", .color),
        ("[A-Za-z0-9]+", .alphanumeric), ("[a-zA-Z0-9]+", .alphanumeric), ("[A-Za-z0-9]*", .alphanumeric),
        ("[0-9]*", .digits), ("[0-9]+", .digits), ("\\d+", .digits), ("\\d*", .digits),
        (#"[a-zA-Z0-9\.\+\-\_\(\)\s]+"#, .words),
    ]

    private static func uuid(_ digits: String) -> String {
        [8, 4, 4, 4, 12].map { "[\(digits)]{\($0)}" }.joined(separator: "-")
    }

    /// Made of `value`, which is ASCII and reads well.
    ///
    /// - Parameter id: a UUID of version 4 in lower case.
    func example(of value: String, id: String) -> String {
        switch self {
        case .uuid, .uuidVersion4, .uuidOrStar: return id
        case .color: return "#336699"
        case .digits: return "1"
        case .alphanumeric:
            let bytes = value.utf8.filter(Self.isAlphanumeric)
            return bytes.isEmpty ? "A1" : String(decoding: Array(bytes), as: UTF8.self)
        case .words:
            let bytes = value.utf8.filter { Self.isAlphanumeric($0) || " .+-_()".utf8.contains($0) }
            return bytes.isEmpty ? "A 1" : String(decoding: Array(bytes), as: UTF8.self)
        }
    }

    /// Whether the whole of `text` matches the pattern.
    package func matches(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .uuid: return Self.isUUID(text)
        case .uuidVersion4:
            // The version is the first digit of the third group, the variant that of the fourth.
            return Self.isUUID(text) && (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(text[14])
                && "89abAB".utf8.contains(text[19])
        case .uuidOrStar: return Self.isUUID(text) || text.count == 1 && text[0] == UInt8(ascii: "*")
        case .color:
            guard text.count == 4 || text.count == 7, text[0] == UInt8(ascii: "#") else { return false }
            return Self.all(text.extracting(1..<text.count), Self.isHexadecimal)
        case .alphanumeric: return text.count > 0 && Self.all(text, Self.isAlphanumeric)
        case .digits: return Self.all(text) { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        case .words:
            return text.count > 0 && Self.all(text) { Self.isAlphanumeric($0) || " .+-_()\t".utf8.contains($0) }
        }
    }

    private static func isUUID(_ text: Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for index in 0..<36 {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            guard isDash ? text[index] == UInt8(ascii: "-") : isHexadecimal(text[index]) else { return false }
        }
        return true
    }

    private static func all(_ text: Span<UInt8>, _ isGood: (UInt8) -> Bool) -> Bool {
        for index in 0..<text.count where !isGood(text[index]) { return false }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
