internal import HTTPMessages

/// The encodings in which a client takes a body (RFC 9110 §12.5.3).
enum AcceptedEncodings {
    /// Whether gzip is good: named, or meant by the asterisk, and not with a weight of zero.
    static func takesGzip(_ field: Span<UInt8>?) -> Bool {
        guard let field else { return false }
        var wildcard: Bool?
        for part in field.text.lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = pieces.first else { continue }
            let isGood = !pieces.dropFirst().contains {
                $0.hasPrefix("q=0") && !$0.dropFirst(3).contains { "123456789".contains($0) }
            }
            if name == "gzip" || name == "x-gzip" { return isGood }
            if name == "*" { wildcard = isGood }
        }
        return wildcard ?? false
    }
}
