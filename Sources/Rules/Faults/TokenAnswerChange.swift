internal import JSON
internal import Policy

/// What a fault changes in a good answer of the token endpoint: members get another value or type, or are left out.
package struct TokenAnswerChange: Sendable, Hashable {
    /// The new values by name; they may be null.
    var members = JSONObject()
    /// The names that are left out, whatever `members` says.
    var removed: [String] = []

    static let keys = ["tokenAnswer", "tokenAnswerWithout"]
    private static let limit = 100

    /// Nil if neither is given.
    init?(_ given: Members) throws(InputError) {
        guard given["tokenAnswer"] != nil || given["tokenAnswerWithout"] != nil else { return nil }
        let allowed = #"an object such as {"expires_in": "3600", "scope": null}"#
        switch given["tokenAnswer"] {
        case nil: break
        case .object(let object) where object.members.count <= Self.limit: members = object
        // It comes from a command line, where everything is text.
        case .string(let text):
            guard case .object(let object)? = try? JSONParser.parse(Array(text.utf8)) else {
                throw given.error("tokenAnswer", "is no object", allowed: allowed)
            }
            members = object
        default: throw given.error("tokenAnswer", "is no object", allowed: allowed)
        }
        removed = try given.strings("tokenAnswerWithout") ?? []
        guard !members.isEmpty || !removed.isEmpty else {
            throw given.errorWithoutValue("tokenAnswer", "changes nothing", allowed: allowed)
        }
    }

    func append(to object: inout JSONObject) {
        if !members.isEmpty { object["tokenAnswer"] = .object(members) }
        if !removed.isEmpty { object["tokenAnswerWithout"] = .array(removed.map { .string($0) }) }
    }

    /// - Parameter body: a JSON object, as the token endpoint has written it.
    package func apply(to body: inout [UInt8]) {
        guard case .object(var object)? = try? JSONParser.parse(body) else { return }
        for member in members.members { object[member.key] = member.value }
        for name in removed { object[name] = nil }
        body = JSONValue.object(object).serialized()
    }
}
