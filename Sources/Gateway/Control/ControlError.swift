internal import HTTPMessages
internal import JSON

/// A refused call of the control interface: one line that names the thing, the value and what is allowed.
struct ControlError: Error, Sendable, Hashable {
    let status: Status
    let message: String
    /// The key at fault, where there is one.
    let key: String?

    init(_ message: String, key: String? = nil, status: Status = .badRequest) {
        self.status = status
        self.message = message
        self.key = key
    }

    init(_ key: String, _ error: SettingError) { self.init(error.message(for: key), key: key) }

    init(_ key: String, value: JSONValue, _ problem: String, allowed: String) {
        self.init(key, SettingError(value.text, problem, allowed: allowed))
    }

    var json: JSONValue {
        var object = JSONObject([.init(key: "error", value: .string(message))])
        if let key { object["key"] = .string(key) }
        return .object(object)
    }
}

/// The body of a call: an object with known keys.
struct ControlBody {
    let object: JSONObject

    init(_ request: Request, allowed: [String]) throws(ControlError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(request.body)
        } catch {
            throw ControlError("the body is no JSON: \(error)")
        }
        guard case .object(let object) = value else {
            throw ControlError("the body is no JSON object; allowed: an object with \(allowed.joined(separator: ", "))")
        }
        for key in object.keys where !allowed.contains(key) {
            throw ControlError("\(key): is no key here; allowed: \(allowed.joined(separator: ", "))", key: key)
        }
        self.object = object
    }

    /// A string that is not empty, or nil where the key is missing.
    ///
    /// The error repeats no value: it may be a secret.
    func string(_ key: String) throws(ControlError) -> String? {
        guard let value = object[key] else { return nil }
        guard let string = value.string, !string.isEmpty else {
            throw ControlError("\(key): is no text; allowed: a string that is not empty", key: key)
        }
        return string
    }
}
