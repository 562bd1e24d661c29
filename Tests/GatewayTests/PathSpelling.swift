import TestSupport

/// Ways to write a path that some server, somewhere, has taken for another one.
enum PathSpelling {
    /// Texts that may stand between, in front of or behind segments.
    private static let insertions = [
        "/.", "/..", "/./", "/../", "//", "///", "/%2e", "/%2E%2e", "/.%2e/", "/%2f", "%2F", "%5c", "\\", "/\\", "%00",
        "%0a", "%09", "%20",
        ";", ";a=b", ";/", "/;/", "/..;/", "%3b", "%3f", "?", "?/", "?x=/../", "%23", "%252e%252e", "/%252e%252e/",
        "%25", "%", "%zz", "%4",
        "%c0%af", "%c0%ae%c0%ae/", "%e0%80%af", "%ef%bc%8f", "/%ef%bc%8e", "%u002f", "+", "*", ":", "@", "!", "~", "..",
        ".", "...", "/x/../",
        "/__admin/../", "/oauth/../", "/api/../", "/logout/..", "/__admin", "/api", "/oauth", "/gw", "/gw/api-path",
        "&", "|", "^",
    ]

    /// `path` after one to three changes, after which it need not mean the same.
    static func spell(_ path: String, _ generator: inout SeededGenerator) -> String {
        var bytes = Array(path.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5 where place < bytes.count:
                bytes.replaceSubrange(place...place, with: escape(bytes[place], &generator))
            case 5 where place < bytes.count:
                // An ASCII letter in its other case, whatever that does to other characters.
                bytes[place] ^= bytes[place] >= 0x41 ? 0x20 : 0
            case 6 where place < bytes.count: bytes.remove(at: place)
            case 7:
                bytes.insert(
                    contentsOf: Array(generator.pick(["/gw", "/gw/api-path", "/.", "/%2e", "/x/.."]).utf8),
                    at: 0
                )
            default:
                // Mostly this is the start or end of a segment.
                let slashes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") } + [bytes.count]
                let at = generator.isOne(in: 70) ? generator.pick(slashes) : place
                bytes.insert(contentsOf: Array(generator.pick(insertions).utf8), at: at)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The byte escaped once or, sometimes, twice.
    private static func escape(_ byte: UInt8, _ generator: inout SeededGenerator) -> [UInt8] {
        let digits = String(byte, radix: 16, uppercase: generator.isOne(in: 50))
        let escape = "%" + String(repeating: "0", count: 2 - digits.utf8.count) + digits
        return Array((generator.isOne(in: 85) ? escape : escape.replacing("%", with: "%25")).utf8)
    }
}
