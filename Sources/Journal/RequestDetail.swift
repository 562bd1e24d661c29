package import HTTPMessages
internal import JSON
package import Policy

/// The fields and the body of a request, without secrets, for tests that ask what was sent.
///
/// A class, so that an entry of the journal pays for one reference.
package final class RequestDetail: Sendable {
    /// A longer body is not kept.
    package static let bodyLimit = 16 * 1024

    /// The fields by name, as they were sent; several of one name are joined by commas (RFC 9110 §5.3).
    let fields: JSONObject
    /// The body; nil if it was not asked for, is neither JSON nor a form, or is too long.
    let body: JSONValue?
    /// How many bytes the request's body had.
    let bodyBytes: Int
    /// About how many bytes of memory this takes: a JSON value takes several times as much as its text.
    let size: Int

    package init(_ request: Request, _ level: JournalDetail) {
        var fields = JSONObject()
        var size = 256
        for index in request.fields.indices {
            let name = request.fieldName(at: index).text
            let value = Self.masked(name, request.fieldValue(at: index).text)
            size += name.utf8.count + value.utf8.count + 64
            let before = fields[name]?.string.map { $0 + ", " } ?? ""
            fields[name] = .string(before + value)
        }
        self.fields = fields
        bodyBytes = request.body.count
        if level == .bodies, bodyBytes > 0, bodyBytes <= Self.bodyLimit, !request.hasEncodedBody {
            body = Self.body(request.body)
            size += bodyBytes * 8
        } else {
            body = nil
        }
        self.size = size
    }

    private static func body(_ bytes: Span<UInt8>) -> JSONValue? {
        if let json = try? JSONParser.parse(document: bytes) { return masked(json) }
        guard let form = try? FormParameters(bytes), !form.names.isEmpty else { return nil }
        var object = JSONObject()
        for name in form.names {
            // It cannot be told what a text without `=` is.
            guard let value = form[name] else { return nil }
            object[name] = .string(masked(name, value))
        }
        return .object(object)
    }

    private static func masked(_ json: JSONValue) -> JSONValue {
        switch json {
        case .null, .bool, .number: json
        case .string(let text): .string(SecretMask.text(text))
        case .array(let values): .array(values.map { masked($0) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        guard SecretName.judge(member.key.utf8.span) == .harmless else {
                            return .init(key: SecretMask.text(member.key), value: masked(secret: member.value))
                        }
                        return .init(key: member.key, value: masked(member.value))
                    }
                )
            )
        }
    }

    private static func masked(secret json: JSONValue) -> JSONValue {
        switch json {
        case .null, .bool: json
        case .string(let text): .string(MaskedValue.of(text))
        case .number: "***"
        case .array(let values): .array(values.map(masked(secret:)))
        case .object(let object):
            .object(JSONObject(object.members.map { .init(key: $0.key, value: masked(secret: $0.value)) }))
        }
    }

    /// The value of a field, with secrets masked; a scheme of `Authorization` is no secret (RFC 9110 §11.6.2).
    ///
    /// Behind a scheme, only the hash of a Bearer token is kept: other schemes may carry a password, which could be
    /// guessed by its hash.
    private static func masked(_ name: String, _ value: String) -> String {
        guard SecretName.judge(name.utf8.span) != .harmless else { return SecretMask.text(value) }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard name.lowercased().hasSuffix("authorization"), parts.count == 2 else { return MaskedValue.of(value) }
        return "\(parts[0]) \(parts[0].lowercased() == "bearer" ? MaskedValue.of(parts[1]) : "***")"
    }

    func append(to object: inout JSONObject) {
        object["fields"] = .object(fields)
        object["bodyBytes"] = JSONValue(bodyBytes)
        if let body { object["body"] = body }
    }
}
