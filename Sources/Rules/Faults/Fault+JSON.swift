internal import HTTPMessages
package import JSON
package import JWT
package import Policy

extension Fault {
    package static let keys =
        [
            "name", "method", "path", "client", "nth", "every", "next", "share", "until", "ttl", "seed", "status",
            "retryAfter", "permissions", "error", "description", "variant", "delay", "reset", "closeAfter",
            "wrongLength",
            "malformedChunk", "drip", "silence",
        ] + TokenAnswerChange.keys

    /// A list of faults, of which no two have the same name.
    package static func all(in value: JSONValue, key: String = "faults") throws(InputError) -> [Fault] {
        try all(in: value, key: key, origin: .start)
    }

    package static func all(in value: JSONValue, key: String, origin: RuleOrigin) throws(InputError) -> [Fault] {
        guard case .array(let values) = value else {
            throw InputError("\(key): is no list; allowed: a list of faults", key: key)
        }
        guard values.count <= limit else {
            throw InputError("\(key): has \(values.count) faults; allowed: at most \(limit)", key: key)
        }
        var faults: [Fault] = []
        var names: Set<String> = []
        for (index, value) in values.enumerated() {
            let place = "\(key)[\(index)]"
            let fault = try Fault(value, at: place, name: "fault-\(index + 1)", origin: origin)
            guard names.insert(fault.name).inserted else {
                throw InputError("\(place).name: \(fault.name) is there twice; allowed: a name of its own", key: place)
            }
            faults.append(fault)
        }
        return faults
    }

    /// - Parameters:
    ///   - place: where the definition stands, for errors; nil if it is the whole document.
    ///   - name: the name if the definition gives none.
    package init(_ value: JSONValue, at place: String? = nil, name: String, origin: RuleOrigin) throws(InputError) {
        let members = try Members(value, at: place, allowed: Self.keys)
        for key in members.object.keys where members[key] == .null {
            throw members.error(key, "is no value", allowed: "a value, or no such key")
        }
        self.name = try RuleName.read(members) ?? name
        self.origin = origin
        seed = UInt64(try members.integer("seed", in: 0...Int.max) ?? 0)
        match = try RuleMatch(members)
        life = try RuleLife(members)
        effect = try FaultEffect(members)
        guard effect != FaultEffect() else {
            throw InputError(
                "\(place.map { "\($0):" } ?? "the fault") does nothing; allowed: one of status, error, variant, tokenAnswer, tokenAnswerWithout, "
                    + "delay, reset, closeAfter, wrongLength, malformedChunk, drip, silence",
                key: place
            )
        }
    }

    package var json: JSONObject {
        var object = JSONObject([.init(key: "name", value: .string(name))])
        match.append(to: &object)
        effect.append(to: &object)
        life.append(to: &object)
        if seed != 0 { object["seed"] = JSONValue(Int(clamping: seed)) }
        return object
    }
}

extension ActiveRule<Fault> {
    package func json(at trueNow: NumericDate) -> JSONValue { .object(counted(rule.json, at: trueNow)) }
}
