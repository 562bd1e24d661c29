/// What a field holds, as far as its name tells.
enum FieldRole: Sendable, Hashable {
    case id
    /// The id of a thing of that model: `queueId` is the id of a queue.
    case idOf(String)
    case name, selfURI, description
    /// A link to the next or previous page.
    case otherPage
    /// A link to the first or last page, which is this one.
    case thisPage
    case mail, phone, link, language, timeZone, country, currency, interval, color, address, host, mediaType, version
    case plain

    init(_ name: String) {
        switch name {
        case "id": self = .id
        case "name": self = .name
        case "selfUri": self = .selfURI
        case "description": self = .description
        case "nextUri", "previousUri", "nextPage", "previousPage", "cursor", "cursors", "nextCursor", "previousCursor",
            "after", "before":
            self = .otherPage
        case "firstUri", "lastUri": self = .thisPage
        case "ani", "dnis": self = .phone
        case "locale", "dialect": self = .language
        case "country", "countryCode": self = .country
        case "interval": self = .interval
        case "version": self = .version
        default: self = Self.byEnd(name)
        }
    }

    private static let ends: [(end: String, role: FieldRole)] = [
        ("email", .mail), ("emailaddress", .mail), ("phone", .phone), ("phonenumber", .phone), ("uri", .link),
        ("url", .link), ("href", .link), ("link", .link), ("language", .language), ("languagecode", .language),
        ("timezone", .timeZone), ("currency", .currency), ("color", .color), ("ipaddress", .address),
        ("hostname", .host), ("domain", .host), ("contenttype", .mediaType), ("mimetype", .mediaType),
    ]

    private static func byEnd(_ name: String) -> FieldRole {
        if name.hasSuffix("Id"), name.utf8.count > 2 {
            return .idOf(Words.capitalized(String(name.dropLast(2))))
        }
        let lower = name.lowercased()
        return ends.first { lower.hasSuffix($0.end) }?.role ?? .plain
    }

    /// Whether a boolean of that name is true: those are that say that all is well.
    static func isTrue(_ name: String) -> Bool {
        switch name {
        case "enabled", "active", "valid", "success", "successful", "succeeded", "available", "ok", "isEnabled",
            "isActive", "isValid", "isSuccess", "isSuccessful", "isAvailable":
            true
        default: false
        }
    }
}

/// Names that read well, made of those of models and fields.
enum Words {
    static func capitalized(_ name: String) -> String {
        guard let first = name.first else { return name }
        return first.uppercased() + name.dropFirst()
    }

    /// `CannedResponseLibrary` and `cannedResponseLibrary` are `Canned Response Library`.
    static func split(_ name: String) -> String {
        var words: [UInt8] = []
        let bytes = Array(name.utf8)
        for (index, byte) in bytes.enumerated() {
            guard isLetter(byte) || isDigit(byte) else {
                if words.last != UInt8(ascii: " "), !words.isEmpty { words.append(UInt8(ascii: " ")) }
                continue
            }
            let isStart =
                isUpper(byte) && index > 0
                && (!isUpper(bytes[index - 1]) || index + 1 < bytes.count && isLower(bytes[index + 1]))
            if isStart, words.last != UInt8(ascii: " "), !words.isEmpty { words.append(UInt8(ascii: " ")) }
            let begins = words.isEmpty || words.last == UInt8(ascii: " ")
            words.append(begins && isLower(byte) ? byte & 0xDF : byte)
        }
        if words.last == UInt8(ascii: " ") { words.removeLast() }
        return words.isEmpty ? "Value" : String(decoding: words, as: UTF8.self)
    }

    /// The singular of a name: `queue` for `queues`.
    static func singular(_ name: String) -> String {
        if name.hasSuffix("ies"), name.utf8.count > 4 { return name.dropLast(3) + "y" }
        let isPlural = name.hasSuffix("s") && !name.hasSuffix("ss") && !name.hasSuffix("us") && name.utf8.count > 2
        return isPlural ? String(name.dropLast()) : name
    }

    /// The same as one part of a link: `canned-response-library`.
    static func dashed(_ name: String) -> String { split(name).lowercased().replacing(" ", with: "-") }

    private static func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    private static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    private static func isLetter(_ byte: UInt8) -> Bool { isUpper(byte) || isLower(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
