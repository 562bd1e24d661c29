/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        case unexpectedByte
        case unexpectedEnd
        case trailingBytes
        case invalidString
        case invalidNumber
        case tooDeep(limit: Int)
        case duplicateKey(String)
    }

    package let reason: Reason
    /// Both count from 1.
    package let line: Int
    package let column: Int

    package var description: String {
        let what =
            switch reason {
            case .unexpectedByte: "no JSON value, comma or bracket where one is due"
            case .unexpectedEnd: "the text ends too early"
            case .trailingBytes: "there is more behind the value"
            case .invalidString: "the string has a bad escape, a control character or bytes that are not UTF-8"
            case .invalidNumber: "the number is malformed"
            case .tooDeep(let limit): "values are nested deeper than \(limit) levels"
            case .duplicateKey(let key): "the key \"\(key)\" stands twice in one object"
            }
        return "line \(line), column \(column): \(what)"
    }
}

/// A strict parser (RFC 8259): no comments, no duplicate keys (also when spelled by escapes), bounded depth.
package enum JSONParser {
    package static let depthLimit = 32

    /// Parses `bytes`, which hold one value and white space around it.
    package static func parse(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var cursor = JSONCursor(bytes, depthLimit: depthLimit)
        let value = try value(at: &cursor)
        try cursor.end()
        return value
    }

    /// Parses a file or a body, in front of which an editor may have put a byte order mark (RFC 8259 §8.1).
    package static func parse(document bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        return try parse(bytes.extracting((hasMark ? 3 : 0)..<bytes.count))
    }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue { try parse(bytes.span) }

    /// The next value of a text that somebody else reads the rest of.
    package static func value(at cursor: inout JSONCursor) throws(JSONError) -> JSONValue {
        switch try cursor.kind() {
        case .object: return .object(try object(at: &cursor))
        case .array: return .array(try array(at: &cursor))
        case .string: return .string(cursor.text(try cursor.string()))
        case .bool: return .bool(try cursor.bool())
        case .number: return .number(try cursor.jsonNumber())
        case .null:
            try cursor.null()
            return .null
        }
    }

    private static func object(at cursor: inout JSONCursor) throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        // Keys are compared by their bytes, because Swift takes two spellings of one character for the same string.
        var keys: Set<[UInt8]> = []
        try cursor.beginObject()
        while let place = try cursor.nextKey() {
            let key = cursor.text(place)
            guard keys.insert(Array(key.utf8)).inserted else { throw cursor.error(.duplicateKey(key)) }
            members.append(JSONObject.Member(key: key, value: try value(at: &cursor)))
        }
        return JSONObject(members)
    }

    private static func array(at cursor: inout JSONCursor) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try cursor.beginArray()
        while try cursor.nextElement() { elements.append(try value(at: &cursor)) }
        return elements
    }
}
