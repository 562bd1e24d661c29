import HTTPMessages
import JSON

/// A stub read from a tree of it, one question after the other, as far as that is plain.
struct ReferenceStub {
    enum Reading {
        /// It has to be refused.
        case bad
        /// It has to be taken.
        case good(ReferenceStub)
        /// Names, numbers in texts and lives have their own grammars, which other tests look at.
        case open(ReferenceStub)
    }

    let method: String
    /// `nil` stands for any one segment.
    let segments: [String?]
    /// Whether more may follow.
    let hasRest: Bool
    /// The names of the segments in braces; that of `*` is empty.
    let names: [String]
    let fields: [(name: String, value: String)]
    let text: [UInt8]
    /// Whether its life and its client let it answer the first request; nil if that cannot be seen.
    let isFirst: Bool?

    private static let keys: Set<String> = [
        "name", "client", "method", "path", "status", "body", "fields", "nth", "every", "next", "share", "until", "ttl",
        "seed",
    ]
    private static let kept = [
        "connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding", "trailer", "upgrade",
        "x-mock-gateway-answer",
    ]

    static func read(_ value: JSONValue) -> Reading {
        guard let object = value.object, object.keys.allSatisfy(keys.contains),
            !object.members.contains(where: { $0.key != "body" && $0.value == .null }),
            let method = object["method"]?.string, let path = object["path"]?.string,
            ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"].contains(method),
            path.utf8.starts(with: "/api/v2/".utf8), let fields = fields(object["fields"])
        else { return .bad }
        let parts = Array(path.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { Array($0).text }
        guard !parts.dropLast().contains("**") else { return .bad }
        let hasRest = parts.last == "**"
        let isAny = { (part: String) in part == "*" || part.utf8.first == 0x7B && part.utf8.last == 0x7D }
        let numbers = ["status", "nth", "every", "next"].compactMap { object[$0] }
        let isPlain =
            numbers.allSatisfy { $0.number?.integer.map { $0 >= 1 } ?? false && $0.text.utf8.count < 5 }
            && ["name", "client", "share", "until", "ttl", "seed"].allSatisfy { object[$0] == nil }
        let status = object["status"].map { $0.number?.integer } ?? 200
        if let status, !(200...599).contains(status) { return .bad }
        if let status, status == 204 || status == 304, object["body"] != nil { return .bad }
        let stub = ReferenceStub(
            method: method,
            segments: (hasRest ? Array(parts.dropLast()) : parts).map { isAny($0) ? nil : $0 },
            hasRest: hasRest,
            names: parts.filter(isAny).map {
                $0 == "*" ? "" : String(decoding: $0.utf8.dropFirst().dropLast(), as: UTF8.self)
            },
            fields: fields,
            text: object["body"]?.serialized() ?? [],
            isFirst: isPlain ? ["nth", "every"].allSatisfy { object[$0].map { $0 == 1 } ?? true } : nil
        )
        return isPlain ? .good(stub) : .open(stub)
    }

    private static func fields(_ value: JSONValue?) -> [(name: String, value: String)]? {
        guard let value else { return [] }
        guard let members = value.object?.members, members.count <= 32 else { return nil }
        var fields: [(name: String, value: String)] = []
        for member in members {
            let name = member.key
            guard !name.isEmpty, name.utf8.count <= 256, name.utf8.allSatisfy(\.isTokenCharacter),
                !kept.contains(name.lowercased()), let text = member.value.string,
                text.unicodeScalars.count <= 1024,
                !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F })
            else { return nil }
            fields.append((name, text))
        }
        return fields
    }

    /// A path that it is for, escaped as it has to be, and the segments in the places of any name; nil if no request
    /// can have such a path.
    var request: (path: String, captures: [String])? {
        var path = ""
        var captures: [String] = []
        for segment in segments {
            guard let segment else {
                captures.append("v\(captures.count)")
                path += "/" + (captures.last ?? "")
                continue
            }
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.utf8.contains(0x5C),
                !segment.utf8.contains(0)
            else { return nil }
            path +=
                "/"
                + segment.utf8.map { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                        String(UnicodeScalar(byte))
                    default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                    }
                }.joined()
        }
        return (hasRest ? path + "/r/s" : path, captures)
    }
}
