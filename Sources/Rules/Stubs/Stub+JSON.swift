internal import HTTPMessages
package import JSON
package import JWT
package import Policy

extension Stub {
    static let keys = [
        "name", "client", "method", "path", "status", "body", "fields", "nth", "every", "next", "share", "until", "ttl",
        "seed",
    ]
    private static let fieldLimit = 32
    /// How long a value may be, in characters as JSON Schema counts them.
    private static let valueLimit = 1024

    /// Fields that the gateway writes itself, or that frame the message (RFC 9112 §6).
    private static let ownFields: Set<String> = [
        "connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding", "trailer", "upgrade",
        "x-mock-gateway-answer",
    ]

    /// - Parameters:
    ///   - name: the name if the definition gives none.
    ///   - number: greater than that of all stubs before it.
    package init(_ value: JSONValue, name: String, number: UInt64) throws(InputError) {
        let members = try Members(value, allowed: Self.keys)
        for key in members.object.keys where key != "body" && members[key] == .null {
            throw members.error(key, "is no value", allowed: "a value, or no such key")
        }
        self.name = try RuleName.read(members) ?? name
        self.number = number
        seed = UInt64(try members.integer("seed", in: 0...Int.max) ?? 0)
        match = try RuleMatch(members)
        life = try RuleLife(members)
        guard match.method != nil, match.method != .head else {
            throw members.error(
                "method",
                "is no method of an answer",
                allowed: "GET, which answers HEAD too, POST and so on"
            )
        }
        guard let path = match.path, path.text.hasPrefix("/api/v2/") else {
            throw members.error("path", "is no path of the API", allowed: "one that begins with /api/v2/")
        }
        status = Status(rawValue: try members.integer("status", in: 200...599) ?? 200)
        let body = members["body"]
        self.body = body
        guard body == nil || !status.forbidsBody else {
            throw members.errorWithoutValue("body", "is there, and a \(status.rawValue) has none", allowed: "no body")
        }
        fields = try Self.fields(members)
        var text: [UInt8] = []
        if let body { JSONWriter.append(body, to: &text) }
        do throws(Template.Failure) {
            template = try Template(text, captures: path.captureNames)
        } catch {
            let problem = "has \(Excerpt.of(error.placeholder)), which is no placeholder"
            throw members.errorWithoutValue("body", problem, allowed: error.allowed)
        }
    }

    private static func fields(_ members: Members) throws(InputError) -> JSONObject {
        guard let value = members["fields"] else { return JSONObject() }
        let allowed = "an object of at most \(fieldLimit) names and texts"
        guard case .object(let object) = value, object.members.count <= fieldLimit else {
            throw members.errorWithoutValue("fields", "is no object of fields", allowed: allowed)
        }
        for (name, value) in object.members.map({ ($0.key, $0.value) }) {
            let place = "fields.\(name.isEmpty ? "''" : Excerpt.of(name))"
            guard !name.isEmpty, name.utf8.count <= 256, name.utf8.allSatisfy(\.isTokenCharacter) else {
                throw InputError(
                    "\(place): is no name of a field; allowed: letters, digits and such marks as -",
                    key: place
                )
            }
            guard !ownFields.contains(name.lowercased()) else {
                throw InputError("\(place): is written by the gateway itself; allowed: any other field", key: place)
            }
            guard let text = value.string, text.unicodeScalars.count <= valueLimit,
                text.utf8.allSatisfy({ $0.isFieldValueCharacter })
            else {
                throw InputError(
                    "\(place): is no value of a field; allowed: a text of one line, at most \(valueLimit) characters",
                    key: place
                )
            }
        }
        return object
    }

    var json: JSONObject {
        var object = JSONObject([.init(key: "name", value: .string(name))])
        match.append(to: &object)
        object["status"] = JSONValue(status.rawValue)
        if let body { object["body"] = body }
        if !fields.isEmpty { object["fields"] = .object(fields) }
        life.append(to: &object)
        if seed != 0 { object["seed"] = JSONValue(Int(clamping: seed)) }
        return object
    }
}

extension ActiveRule<Stub> {
    package func json(at trueNow: NumericDate) -> JSONValue { .object(counted(rule.json, at: trueNow)) }
}
