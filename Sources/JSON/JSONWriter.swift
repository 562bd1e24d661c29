/// Writes JSON on one line.
package enum JSONWriter {
    package enum Style: Sendable {
        /// `{"a":1,"b":[2,3]}`
        case compact
        /// `{"a": 1, "b": [2, 3]}`
        case spaced
    }

    package static func append(_ value: JSONValue, style: Style = .spaced, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): output.append(contentsOf: value.text.utf8)
        case .string(let value): append(value, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { appendSeparator(UInt8(ascii: ","), style, to: &output) }
                append(element, style: style, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { appendSeparator(UInt8(ascii: ","), style, to: &output) }
                append(member.key, to: &output)
                appendSeparator(UInt8(ascii: ":"), style, to: &output)
                append(member.value, style: style, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// A string with its quotation marks.
    package static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        appendEscaped(text.utf8, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    /// The inside of a string.
    package static func appendEscaped(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        // Nearly every text needs no escape, and is copied as a whole.
        let isCopied = text.withContiguousStorageIfAvailable { bytes in
            guard unsafe !needsEscape(bytes) else { return false }
            unsafe output.append(contentsOf: bytes)
            return true
        }
        if isCopied ?? false { return }
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0A: output.append(contentsOf: #"\n"#.utf8)
            case 0x0D: output.append(contentsOf: #"\r"#.utf8)
            case 0x09: output.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                output.append(contentsOf: #"\u00"#.utf8)
                output.append(hexadecimal(byte >> 4))
                output.append(hexadecimal(byte & 0xF))
            default: output.append(byte)
            }
        }
    }

    /// Whether any of these bytes has to be escaped; it looks at eight at a time.
    private static func needsEscape(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var place = 0
        while place &+ 8 <= bytes.count {
            let word = unsafe raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let deletes = ((word ^ 0x7F7F_7F7F_7F7F_7F7F) &- StringWord.ones) & ~word
            guard (StringWord.marks(word) | deletes) & StringWord.highs == 0 else { return true }
            place &+= 8
        }
        return unsafe bytes[place...].contains(where: needsEscape)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    private static func appendSeparator(_ byte: UInt8, _ style: Style, to output: inout [UInt8]) {
        output.append(byte)
        if style == .spaced { output.append(UInt8(ascii: " ")) }
    }
}

extension JSONValue {
    package func serialized(_ style: JSONWriter.Style = .spaced) -> [UInt8] {
        var output: [UInt8] = []
        JSONWriter.append(self, style: style, to: &output)
        return output
    }

    package var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// The value as a sentence quotes it: a string stands without its quotation marks.
    package var plainText: String { string ?? text }
}
