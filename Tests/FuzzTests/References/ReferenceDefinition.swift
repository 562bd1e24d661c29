import JSON

/// The operations of a definition, read from a tree of all of it, one question after the other.
struct ReferenceDefinition {
    struct Operation: Equatable {
        let verb: String
        let path: String
        let status: Int
        let needsToken: Bool
        let isDeprecated: Bool
        let permissions: [String]
        let name: String?
    }

    var operations: [Operation] = []

    /// Nil if it cannot be understood.
    init?(_ document: JSONValue) {
        let version = document["swagger"]?.string ?? document["swagger"]?.number?.text
        guard version == "2.0", document["openapi"] == nil, let paths = document["paths"]?.object else { return nil }
        let base = document["basePath"]?.string ?? ""
        let start = base.utf8.last == UInt8(ascii: "/") ? String(base.dropLast()) : base
        var shapes: [String] = []
        for path in paths.members where !(path.key.utf8.first == UInt8(ascii: "x") && path.key.utf8.count > 1) {
            guard let item = path.value.object else { return nil }
            for member in item.members {
                guard ["get", "put", "post", "delete", "options", "head", "patch"].contains(member.key) else {
                    continue
                }
                guard let operation = member.value.object else { return nil }
                guard let shape = Self.shape(path.key) else { continue }
                guard !shapes.contains(member.key + " " + shape) else { continue }
                shapes.append(member.key + " " + shape)
                operations.append(
                    Operation(
                        verb: member.key.uppercased(),
                        path: start + path.key,
                        status: Self.status(operation["responses"]?.object),
                        needsToken: Self.needsToken(operation["security"] ?? document["security"]),
                        isDeprecated: operation["deprecated"] == true,
                        permissions: (operation["x-inin-requires-permissions"]?["permissions"]?.array ?? [])
                            .compactMap(\.string),
                        name: operation["operationId"]?.string
                    )
                )
            }
        }
    }

    private static func shape(_ path: String) -> String? {
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        var shape = ""
        for segment in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let braces = segment.filter { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }.count
            let isCapture = segment.first == UInt8(ascii: "{") && segment.last == UInt8(ascii: "}") && braces == 2
            guard braces == 0 || isCapture && segment.count > 2 else { return nil }
            shape += isCapture ? "/{}" : "/\(Array(segment))"
        }
        return shape
    }

    private static func status(_ answers: JSONObject?) -> Int {
        let statuses = (answers?.keys ?? []).compactMap { Int($0) }.filter { (200...399).contains($0) }
        return statuses.min() ?? 200
    }

    private static func needsToken(_ security: JSONValue?) -> Bool {
        guard let list = security?.array else { return true }
        return !list.isEmpty && !list.contains { $0 == [:] }
    }
}
