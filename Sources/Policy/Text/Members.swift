package import JSON
internal import JWT

/// The members of a JSON object, read by name; an unexpected name is an error.
package struct Members {
    package let object: JSONObject
    /// What errors put in front of a key: `clients.alice.`, or nothing.
    private let prefix: String

    /// - Parameter answered: further keys that an answer has, and that a document may repeat; errors do not list them.
    package init(
        _ value: JSONValue,
        at place: String? = nil,
        allowed: [String],
        answered: [String] = []
    ) throws(InputError) {
        prefix = place.map { $0 + "." } ?? ""
        guard case .object(let object) = value else {
            let list = allowed.joined(separator: ", ")
            let what = place.map { "\($0):" } ?? "the body"
            throw InputError("\(what) is no JSON object; allowed: an object with \(list)", key: place)
        }
        for key in object.keys where !allowed.contains(key) && !answered.contains(key) {
            let list = allowed.joined(separator: ", ")
            let name = prefix + (key.isEmpty ? "''" : Excerpt.of(key))
            throw InputError("\(name): is no key here; allowed: \(list)", key: prefix + key)
        }
        self.object = object
    }

    package subscript(_ key: String) -> JSONValue? { object[key] }

    func place(_ key: String) -> String { prefix + key }

    package func error(_ key: String, _ problem: String, allowed: String) -> InputError {
        InputError(prefix + key, SettingError(object[key]?.plainText ?? "null", problem, allowed: allowed))
    }

    /// An error that does not repeat the value, which may be a secret.
    package func errorWithoutValue(_ key: String, _ problem: String, allowed: String) -> InputError {
        InputError("\(prefix)\(key): \(problem); allowed: \(allowed)", key: prefix + key)
    }

    /// A string that is not empty, or nil if the key is missing.
    ///
    /// The error repeats no value: it may be a secret.
    package func string(_ key: String) throws(InputError) -> String? {
        guard let value = object[key] else { return nil }
        guard let string = value.string, !string.isEmpty else {
            throw errorWithoutValue(key, "is no text", allowed: "a string that is not empty")
        }
        return string
    }

    /// A scalar as it would be written on a command line; nil if the key is missing or null.
    package func text(_ key: String, allowed: String) throws(InputError) -> String? {
        switch object[key] {
        case nil, .null: return nil
        case .string(let text): return text
        case .number(let number): return number.plainText
        case .bool(let flag): return flag ? "true" : "false"
        default: throw error(key, "is no value", allowed: allowed)
        }
    }

    /// Reads a scalar by its text; nil if the key is missing or null.
    package func value<Value>(
        _ key: String,
        allowed: String,
        _ read: (String) throws(SettingError) -> Value
    ) throws(InputError) -> Value? {
        guard let text = try text(key, allowed: allowed) else { return nil }
        do throws(SettingError) {
            return try read(text)
        } catch {
            throw InputError(prefix + key, error)
        }
    }

    package func integer(_ key: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
        try value(key, allowed: "a number") { text throws(SettingError) in try SettingText.number(text, in: range) }
    }

    package func duration(_ key: String, from shortest: Duration, allowed: String) throws(InputError) -> Duration? {
        try value(key, allowed: DurationText.allowed) { text throws(SettingError) in
            try SettingText.duration(text, from: shortest, else: "is too short", allowed)
        }
    }

    /// True if the key is there and says so.
    package func flag(_ key: String) throws(InputError) -> Bool {
        try value(key, allowed: "true or false") { text throws(SettingError) in try SettingText.flag(text) } ?? false
    }

    /// A list of strings, or one string of them separated by commas; nil if the key is missing.
    package func strings(_ key: String) throws(InputError) -> [String]? {
        switch object[key] {
        case nil: return nil
        case .string(let text): return text.split(separator: ",").map(String.init)
        case .array(let values):
            let strings = values.compactMap(\.string)
            guard strings.count == values.count else {
                throw error(key, "has something else than strings", allowed: "a list of strings")
            }
            return strings
        default: throw error(key, "is no list", allowed: "a list of strings")
        }
    }
}
