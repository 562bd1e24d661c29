/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        case unexpectedByte
        case unexpectedEnd
        case trailingBytes
        case invalidString
        case invalidNumber
        case tooDeep
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
            case .tooDeep: "values are nested deeper than \(JSONParser.depthLimit) levels"
            case .duplicateKey(let key): "the key \"\(key)\" stands twice in one object"
            }
        return "line \(line), column \(column): \(what)"
    }
}

/// A strict parser (RFC 8259): no comments, no duplicate keys (also when spelled by escapes), bounded depth.
package struct JSONParser: ~Escapable {
    package static let depthLimit = 32

    private let bytes: Span<UInt8>
    private var offset = 0

    @_lifetime(copy bytes)
    private init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    /// Parses `bytes`, which hold one value and white space around it.
    package static func parse(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipWhitespace()
        guard parser.offset == bytes.count else { throw parser.error(.trailingBytes) }
        return value
    }

    /// Of a file or a body that a person's editor may have put a byte order mark in front of (RFC 8259 §8.1).
    package static func parse(document bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        return try parse(bytes.extracting((hasMark ? 3 : 0)..<bytes.count))
    }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue { try parse(bytes.span) }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        var line = 1
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            column += 1
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            }
        }
        return JSONError(reason: reason, line: line, column: column)
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): offset += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < Self.depthLimit else { throw error(.tooDeep) }
        skipWhitespace()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error(.unexpectedByte)
        }
    }

    private mutating func literal(_ text: String) throws(JSONError) {
        for byte in text.utf8 {
            guard try peek() == byte else { throw error(.unexpectedByte) }
            offset += 1
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        // By their bytes: Swift takes two spellings of one character for the same string.
        var keys: Set<[UInt8]> = []
        offset += 1
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") {
            offset += 1
            return JSONObject()
        }
        while true {
            skipWhitespace()
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
            let key = try string()
            guard keys.insert(Array(key.utf8)).inserted else { throw error(.duplicateKey(key)) }
            skipWhitespace()
            guard try peek() == UInt8(ascii: ":") else { throw error(.unexpectedByte) }
            offset += 1
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
            if try isLast(UInt8(ascii: "}")) { return JSONObject(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        offset += 1
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") {
            offset += 1
            return []
        }
        while true {
            elements.append(try value(depth: depth + 1))
            if try isLast(UInt8(ascii: "]")) { return elements }
        }
    }

    /// Steps over a comma (false) or the closing bracket (true).
    private mutating func isLast(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = try peek()
        guard byte == UInt8(ascii: ",") || byte == bracket else { throw error(.unexpectedByte) }
        offset += 1
        return byte == bracket
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[offset - whole] != UInt8(ascii: "0") else { throw error(.invalidNumber) }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            guard digits() > 0 else { throw error(.invalidNumber) }
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            guard digits() > 0 else { throw error(.invalidNumber) }
        }
        var text: [UInt8] = []
        for index in start..<offset { text.append(bytes[index]) }
        return JSONNumber(validated: String(decoding: text, as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, bytes[offset] >= UInt8(ascii: "0"), bytes[offset] <= UInt8(ascii: "9") {
            offset += 1
        }
        return offset - start
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var text: [UInt8] = []
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let valid = String(validating: text, as: UTF8.self) else { throw error(.invalidString) }
                return valid
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error(.invalidString)
            default:
                text.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        offset += 1
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
        default: throw error(.invalidString)
        }
    }

    /// What stands behind `\u`: one code unit, or a pair of surrogates; a lone surrogate is refused.
    private mutating func scalar() throws(JSONError) -> Character {
        var code = try codeUnit()
        if (0xD800..<0xDC00).contains(code) {
            guard try peek() == UInt8(ascii: "\\") else { throw error(.invalidString) }
            offset += 1
            guard try peek() == UInt8(ascii: "u") else { throw error(.invalidString) }
            offset += 1
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw error(.invalidString) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error(.invalidString) }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.invalidString)
            }
            code = code << 4 | UInt32(digit)
            offset += 1
        }
        return code
    }
}
