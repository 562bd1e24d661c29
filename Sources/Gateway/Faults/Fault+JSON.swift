internal import HTTPMessages
package import JSON
internal import JWT

extension Fault {
    static let keys =
        [
            "name", "method", "path", "client", "nth", "every", "next", "share", "until", "ttl", "seed", "status",
            "retryAfter", "permissions", "error", "description", "variant", "delay", "reset", "closeAfter",
            "wrongLength",
            "malformedChunk", "drip", "silence",
        ] + TokenAnswerChange.keys

    /// A list of faults, each with a name of its own.
    package static func all(in value: JSONValue, key: String = "faults") throws(InputError) -> [Fault] {
        try all(in: value, key: key, origin: .start)
    }

    static func all(in value: JSONValue, key: String, origin: Origin) throws(InputError) -> [Fault] {
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
    ///   - place: where the definition stands, for errors; nil where it is the whole document.
    ///   - name: where it gives none.
    init(_ value: JSONValue, at place: String? = nil, name: String, origin: Origin) throws(InputError) {
        let members = try Members(value, at: place, allowed: Self.keys)
        for key in members.object.keys where members[key] == .null {
            throw members.error(key, "is no value", allowed: "a value, or no such key")
        }
        self.name = try members.string("name") ?? name
        // It has to be good as a segment of a path.
        guard self.name.utf8.count <= 64, self.name.utf8.allSatisfy({ $0.isTokenCharacter }), self.name != ".",
            self.name != ".."
        else {
            throw members.error(
                "name",
                "is no name",
                allowed: "1 to 64 letters, digits and such marks as - _ . but not . or .. alone"
            )
        }
        self.origin = origin
        seed = UInt64(try members.integer("seed", in: 0...Int.max) ?? 0)
        match = try FaultMatch(members)
        life = try FaultLife(members)
        effect = try FaultEffect(members)
        guard effect != FaultEffect() else {
            throw InputError(
                "\(place.map { "\($0):" } ?? "the fault") does nothing; allowed: one of status, error, variant, tokenAnswer, tokenAnswerWithout, "
                    + "delay, reset, closeAfter, wrongLength, malformedChunk, drip, silence",
                key: place
            )
        }
    }

    var json: JSONObject {
        var object = JSONObject([.init(key: "name", value: .string(name))])
        match.append(to: &object)
        effect.append(to: &object)
        life.append(to: &object)
        if seed != 0 { object["seed"] = JSONValue(Int(clamping: seed)) }
        return object
    }
}

extension ActiveFault {
    func json(at trueNow: NumericDate) -> JSONValue {
        var object = fault.json
        let counts = counts
        object["seen"] = JSONValue(counts.seen)
        object["applied"] = JSONValue(counts.applied)
        object["spent"] = .bool(isSpent(at: trueNow))
        return .object(object)
    }
}

extension FaultMatch {
    static let methods: [Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    init(_ members: Members) throws(InputError) {
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

    func append(to object: inout JSONObject) {
        if let method { object["method"] = .string("\(method)") }
        if let path { object["path"] = .string(path.text) }
        if let client { object["client"] = .string(client) }
    }
}

extension FaultLife {
    init(_ members: Members) throws(InputError) {
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

    /// Without zeros at its end.
    private static func decimal(millionths: Int) -> JSONNumber {
        var (units, decimals) = (millionths, 6)
        while decimals > 0, units % 10 == 0 { (units, decimals) = (units / 10, decimals - 1) }
        return JSONNumber(units: units, decimals: decimals)
    }

    func append(to object: inout JSONObject) {
        if let nth { object["nth"] = JSONValue(nth) }
        if let every { object["every"] = JSONValue(every) }
        if let next { object["next"] = JSONValue(next) }
        if let share { object["share"] = .number(Self.decimal(millionths: share)) }
        if let until { object["until"] = .string(RFC3339.text(until)) }
        if let ttl { object["ttl"] = .string(DurationText.text(ttl)) }
    }
}
