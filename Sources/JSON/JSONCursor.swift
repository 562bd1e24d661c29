/// Reads a JSON text (RFC 8259) piece by piece, and keeps none of it.
///
/// It is as strict as `JSONParser`, which is built on it, with one exception: it remembers no keys, so its caller has
/// to find out whether two keys of an object are the same. A reader of an object asks for each key and takes or skips
/// its value; a value that is neither taken nor skipped is refused as a syntax error would be.
package struct JSONCursor: ~Escapable {
    /// How deep values may be nested, the outermost being the first; a definition's schemas need about twenty.
    package static let depthLimit = 64

    /// What the next value is, by its first byte.
    package enum Kind: Sendable, Hashable { case object, array, string, number, bool, null }

    /// Where a string stands, without its quotation marks; its bytes have been checked.
    package struct Text: Sendable, Hashable {
        package let range: Range<Int>
        package let hasEscapes: Bool
    }

    private let bytes: Span<UInt8>
    private let depthLimit: Int
    /// Where the next byte is read.
    package private(set) var offset = 0
    private var depth = 0
    /// Whether the innermost object or array has just been opened, so that no comma is due.
    private var isFresh = false

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>, depthLimit: Int = JSONCursor.depthLimit) {
        self.bytes = bytes
        self.depthLimit = min(depthLimit, Self.depthLimit)
    }

    /// Where in the text an error is.
    package func error(_ reason: JSONError.Reason) -> JSONError { error(reason, at: offset) }

    package func error(_ reason: JSONError.Reason, at offset: Int) -> JSONError {
        let place = place(of: offset)
        return JSONError(reason: reason, line: place.line, column: place.column)
    }

    /// Both count from 1; a column is a byte.
    package func place(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            column += 1
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            }
        }
        return (line, column)
    }

    // MARK: Structure

    /// The kind of the next value, of which nothing is read yet.
    package mutating func kind() throws(JSONError) -> Kind {
        guard depth < depthLimit else { throw error(.tooDeep(limit: depthLimit)) }
        skipWhitespace()
        switch try peek() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw error(.unexpectedByte)
        }
    }

    /// Steps into an object; its keys follow.
    package mutating func beginObject() throws(JSONError) { try begin(UInt8(ascii: "{")) }

    /// Steps into an array; its elements follow.
    package mutating func beginArray() throws(JSONError) { try begin(UInt8(ascii: "[")) }

    /// The next key of an object, its colon read; nil behind the last one, and the object is left.
    package mutating func nextKey() throws(JSONError) -> Text? {
        guard try hasNext(UInt8(ascii: "}")) else { return nil }
        guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
        let key = try string()
        skipWhitespace()
        guard try peek() == UInt8(ascii: ":") else { throw error(.unexpectedByte) }
        offset += 1
        return key
    }

    /// Whether an element follows; behind the last one, the array is left.
    package mutating func nextElement() throws(JSONError) -> Bool { try hasNext(UInt8(ascii: "]")) }

    /// Nothing but white space may follow.
    package mutating func end() throws(JSONError) {
        skipWhitespace()
        guard offset == bytes.count else { throw error(.trailingBytes) }
    }

    /// Steps over a value, which is checked as if it were read.
    package mutating func skip() throws(JSONError) {
        let outside = depth
        // One bit for each level from `outside` on: whether it is an object.
        var objects: UInt64 = 0
        while true {
            let kind = try kind()
            switch kind {
            case .object, .array:
                if kind == .object { try beginObject() } else { try beginArray() }
                objects = objects << 1 | (kind == .object ? 1 : 0)
            case .string: _ = try string()
            case .number: _ = try number()
            case .bool: _ = try bool()
            case .null: try null()
            }
            while depth > outside {
                let hasNext = objects & 1 == 1 ? try nextKey() != nil : try nextElement()
                if hasNext { break }
                objects >>= 1
            }
            if depth == outside { return }
        }
    }

    private mutating func begin(_ bracket: UInt8) throws(JSONError) {
        guard depth < depthLimit else { throw error(.tooDeep(limit: depthLimit)) }
        skipWhitespace()
        guard try peek() == bracket else { throw error(.unexpectedByte) }
        offset += 1
        depth += 1
        isFresh = true
    }

    /// Steps over the comma in front of another member or element, or over the closing bracket.
    private mutating func hasNext(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = try peek()
        if byte == bracket {
            offset += 1
            depth -= 1
            isFresh = false
            return false
        }
        if isFresh {
            isFresh = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw error(.unexpectedByte) }
        offset += 1
        skipWhitespace()
        guard try peek() != bracket else { throw error(.unexpectedByte) }
        return true
    }

    // MARK: Values

    package mutating func null() throws(JSONError) { try literal("null") }

    package mutating func bool() throws(JSONError) -> Bool {
        skipWhitespace()
        let isTrue = try peek() == UInt8(ascii: "t")
        try literal(isTrue ? "true" : "false")
        return isTrue
    }

    /// Reads a number in the grammar of RFC 8259 §6, and returns where it stands.
    package mutating func number() throws(JSONError) -> Range<Int> {
        skipWhitespace()
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
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
        return start..<offset
    }

    package mutating func jsonNumber() throws(JSONError) -> JSONNumber {
        let range = try number()
        var text: [UInt8] = []
        for index in range { text.append(bytes[index]) }
        return JSONNumber(validated: String(decoding: text, as: UTF8.self))
    }

    /// Reads a string, checks its escapes and its UTF-8, and returns where it stands.
    package mutating func string() throws(JSONError) -> Text {
        skipWhitespace()
        guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
        offset += 1
        let start = offset
        var hasEscapes = false
        var isASCII = true
        while true {
            offset = endOfPlain(from: offset)
            let byte = try peek()
            if byte == UInt8(ascii: "\"") {
                let range = unsafe Range(uncheckedBounds: (start, offset))
                offset &+= 1
                guard isASCII || isUTF8(range) else { throw error(.invalidString) }
                return Text(range: range, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                _ = try escape()
            } else {
                guard byte >= 0x20 else { throw error(.invalidString) }
                if byte >= 0x80 { isASCII = false }
                offset += 1
            }
        }
    }

    /// The bytes between two offsets, as they stand.
    @_lifetime(copy self)
    package func bytes(_ range: Range<Int>) -> Span<UInt8> { bytes.extracting(range) }

    /// Whether the same bytes stand at two places.
    package func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for distance in 0..<left.count
        where bytes[left.lowerBound + distance] != bytes[right.lowerBound + distance] { return false }
        return true
    }

    /// Appends what `text` says, its escapes resolved.
    package func append(_ text: Text, to output: inout [UInt8]) {
        guard text.hasEscapes else {
            output.reserveCapacity(output.count + text.range.count)
            for index in text.range { output.append(bytes[index]) }
            return
        }
        // It has been checked, so there is nothing to throw.
        var reader = JSONCursor(bytes.extracting(text.range))
        while reader.offset < reader.bytes.count {
            let byte = reader.bytes[reader.offset]
            if byte == UInt8(ascii: "\\") {
                guard let scalar = try? reader.escape() else { return }
                output.append(contentsOf: String(Character(scalar)).utf8)
            } else {
                output.append(byte)
                reader.offset += 1
            }
        }
    }

    package func text(_ text: Text) -> String {
        guard text.hasEscapes else {
            guard let span = try? UTF8Span(validating: bytes.extracting(text.range)) else { return "" }
            return String(copying: span)
        }
        var output: [UInt8] = []
        append(text, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    // MARK: Bytes

    @inline(__always)
    private mutating func skipWhitespace() {
        // A token has none, and neither has most of what is sent.
        if offset < bytes.count, bytes[offset] > UInt8(ascii: " ") { return }
        skipWhitespaceRun()
    }

    private mutating func skipWhitespaceRun() {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte <= UInt8(ascii: " ") else { return }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): offset &+= 1
            default: return
            }
        }
    }

    @inline(__always)
    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        skipWhitespace()
        for index in 0..<text.utf8CodeUnitCount {
            let expected = unsafe text.utf8Start[index]
            guard try peek() == expected else { throw error(.unexpectedByte) }
            offset += 1
        }
    }

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, bytes[offset] >= UInt8(ascii: "0"), bytes[offset] <= UInt8(ascii: "9") {
            offset += 1
        }
        return offset - start
    }

    /// The place of the first byte that is not plain: one that ends a string, begins an escape, is a control character
    /// or is no ASCII.
    ///
    /// Near the end of the text it returns an earlier place instead. It looks at eight bytes at a time.
    private func endOfPlain(from start: Int) -> Int {
        var place = start
        let last = bytes.count &- 8
        while place <= last {
            // Eight bytes from `place` on lie within the text.
            let word = UInt64(
                littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: place,
                    as: UInt64.self
                )
            )
            let marks = (StringWord.marks(word) | word) & StringWord.highs
            guard marks == 0 else { return place &+ marks.trailingZeroBitCount / 8 }
            place &+= 8
        }
        return place
    }

    private func isUTF8(_ range: Range<Int>) -> Bool { (try? UTF8Span(validating: bytes.extracting(range))) != nil }

    /// Reads what stands at a backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        offset += 1
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return Unicode.Scalar(0x08)
        case UInt8(ascii: "f"): return Unicode.Scalar(0x0C)
        case UInt8(ascii: "n"): return Unicode.Scalar(0x0A)
        case UInt8(ascii: "r"): return Unicode.Scalar(0x0D)
        case UInt8(ascii: "t"): return Unicode.Scalar(0x09)
        case UInt8(ascii: "u"): return try scalar()
        default: throw error(.invalidString)
        }
    }

    /// What stands behind `\u`: one code unit, or a pair of surrogates; a lone surrogate is refused.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
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
        return scalar
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
