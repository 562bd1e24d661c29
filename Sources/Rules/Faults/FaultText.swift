internal import JSON
package import Policy

/// A fault in one line, for a command line: `GET /api/v2/** status=503 next=2 delay=100ms..900ms`.
///
/// Words with `=` are members, a word with a slash in front is the path, one in capitals the method, and others are
/// flags. The whole may also be a JSON object.
package enum FaultText {
    package static func fault(_ text: String) throws(InputError) -> Fault {
        try Fault(try value(text), name: "fault-1", origin: .start)
    }

    static func value(_ text: String) throws(InputError) -> JSONValue {
        if text.hasPrefix("{") {
            do throws(JSONError) {
                return try JSONParser.parse(Array(text.utf8))
            } catch {
                throw InputError("is no JSON: \(error)")
            }
        }
        var object = JSONObject()
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (key, value): (String, JSONValue)
            if word.hasPrefix("/") {
                (key, value) = ("path", .string(String(word)))
            } else if parts.count == 2 {
                (key, value) = (parts[0], .string(parts[1]))
            } else if word == word.uppercased() {
                (key, value) = ("method", .string(String(word)))
            } else {
                (key, value) = (parts[0], true)
            }
            guard object[key] == nil else {
                throw InputError("\(Excerpt.of(key)): is there twice; allowed: once", key: key)
            }
            object[key] = value
        }
        return .object(object)
    }
}
