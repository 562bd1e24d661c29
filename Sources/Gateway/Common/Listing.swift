internal import JSON

/// The form of a list in an answer.
enum Listing {
    /// The list, with `"more": true` if `part` is not all.
    static func object(_ key: String, _ part: [JSONValue], isMore: Bool) -> JSONObject {
        var object = JSONObject([.init(key: key, value: .array(part))])
        if isMore { object["more"] = true }
        return object
    }

    static func json(_ key: String, _ part: [JSONValue], isMore: Bool) -> JSONValue {
        .object(object(key, part, isMore: isMore))
    }
}
