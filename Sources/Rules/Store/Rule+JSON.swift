package import HTTPMessages
package import JSON
package import JWT
package import Policy

extension RuleMatch {
    package static let methods: [Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    package init(_ members: Members) throws(InputError) {
        if let text = try members.string("method") {
            guard let method = Method(named: text), Self.methods.contains(method) else {
                throw members.error(
                    "method",
                    "is no method",
                    allowed: Self.methods.map { "\($0)" }.joined(separator: ", ")
                )
            }
            self.method = method
        }
        if let text = try members.string("path") {
            guard let path = PathPattern(text) else {
                throw members.error("path", "is no path", allowed: PathPattern.allowed)
            }
            guard text != "/__admin", !text.hasPrefix("/__admin/") else {
                throw members.error(
                    "path",
                    "is of the control interface, which never fails on purpose",
                    allowed: "paths of the API and of the login side"
                )
            }
            self.path = path
        }
        client = try members.string("client")
    }

    package func append(to object: inout JSONObject) {
        if let method { object["method"] = .string("\(method)") }
        if let path { object["path"] = .string(path.text) }
        if let client { object["client"] = .string(client) }
    }
}

extension RuleLife {
    package init(_ members: Members) throws(InputError) {
        nth = try members.integer("nth", in: 1...Int.max)
        every = try members.integer("every", in: 1...Int.max)
        next = try members.integer("next", in: 1...Int.max)
        share = try members.value("share", allowed: "0 to 1") { text throws(SettingError) in
            guard let number = (try? JSONParser.parse(Array(text.utf8)))?.number,
                let (millionths, isExact) = number.scaled(byPowerOfTen: 6), isExact,
                (0...1_000_000).contains(millionths)
            else { throw SettingError(text, "is no share", allowed: "0 to 1, in millionths at most, such as 0.25") }
            return Int(millionths)
        }
        until = try members.value("until", allowed: "an instant") { text throws(SettingError) in
            guard let instant = RFC3339.parse(text) else {
                throw SettingError(text, "is no instant", allowed: "one such as 2026-01-02T03:04:05.678Z")
            }
            return instant
        }
        ttl = try members.duration("ttl", from: .milliseconds(1), allowed: "1ms or more")
    }

    /// A decimal without zeros at its end.
    private static func decimal(millionths: Int) -> JSONNumber {
        var (units, decimals) = (millionths, 6)
        while decimals > 0, units % 10 == 0 { (units, decimals) = (units / 10, decimals - 1) }
        return JSONNumber(units: units, decimals: decimals)
    }

    package func append(to object: inout JSONObject) {
        if let nth { object["nth"] = JSONValue(nth) }
        if let every { object["every"] = JSONValue(every) }
        if let next { object["next"] = JSONValue(next) }
        if let share { object["share"] = .number(Self.decimal(millionths: share)) }
        if let until { object["until"] = .string(RFC3339.text(until)) }
        if let ttl { object["ttl"] = .string(DurationText.text(ttl)) }
    }
}

package enum RuleName {
    /// The name that is given; it has to be usable as a segment of a path.
    package static func read(_ members: Members) throws(InputError) -> String? {
        guard let name = try members.string("name") else { return nil }
        guard name.utf8.count <= 64, name.utf8.allSatisfy({ $0.isTokenCharacter }), name != ".", name != ".." else {
            throw members.error(
                "name",
                "is no name",
                allowed: "1 to 64 letters, digits and such marks as - _ . but not . or .. alone"
            )
        }
        return name
    }
}

extension ActiveRule {
    /// The rule with how often it has seen a request, and how often it has applied.
    package func counted(_ rule: JSONObject, at trueNow: NumericDate) -> JSONObject {
        var object = rule
        let counts = counts
        object["seen"] = JSONValue(counts.seen)
        object["applied"] = JSONValue(counts.applied)
        object["spent"] = .bool(isSpent(at: trueNow))
        return object
    }
}
