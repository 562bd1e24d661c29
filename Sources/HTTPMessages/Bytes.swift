// Byte-level vocabulary shared by the parser and the writer: no Character, no String.Index.

extension UInt8 {
    package static let horizontalTab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20

    /// `tchar` of RFC 9110 §5.6.2, what methods and field names are made of.
    package var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// `field-vchar`, space or tab (RFC 9110 §5.5), obs-text included.
    package var isFieldValueCharacter: Bool { self >= 0x20 && self != 0x7F || self == .horizontalTab }

    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    package var isControl: Bool { self < 0x20 || self == 0x7F }

    /// The value of a hexadecimal digit, or nil.
    package var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// ASCII only; other bytes stay as they are.
    package var lowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}

extension Span<UInt8> {
    /// Whether these bytes are exactly those of `literal`.
    package func isEqual(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != (unsafe literal.utf8Start[index]) { return false }
        return true
    }

    /// Whether these bytes are those of `literal`, which is in lower case, in any case.
    package func isEqualIgnoringCase(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index].lowercased != (unsafe literal.utf8Start[index]) { return false }
        return true
    }

    package func isEqual(to other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    package func firstIndex(of byte: UInt8) -> Int? {
        for index in 0..<count where self[index] == byte { return index }
        return nil
    }

    /// These bytes as text; what is not UTF-8 becomes U+FFFD.
    package var text: String {
        unsafe withUnsafeBufferPointer { buffer in unsafe String(decoding: buffer, as: UTF8.self) }
    }

    package var array: [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(count)
        copy.append(self)
        return copy
    }

    /// Without spaces and tabs at both ends (OWS of RFC 9110 §5.6.3).
    @_lifetime(copy self)
    package func trimmingWhitespace() -> Span<UInt8> {
        var start = 0
        var end = count
        while start < end, self[start] == .space || self[start] == .horizontalTab { start += 1 }
        while end > start, self[end - 1] == .space || self[end - 1] == .horizontalTab { end -= 1 }
        return extracting(start..<end)
    }
}

extension [UInt8] {
    package mutating func append(_ literal: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    package mutating func append(_ span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { buffer in unsafe append(contentsOf: buffer) }
    }

    /// Appends a number in decimal, without an intermediate string.
    package mutating func append(decimal number: Int) {
        var rest = number.magnitude
        if number < 0 { append(UInt8(ascii: "-")) }
        var divisor: UInt = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Appends the last `digits` digits of a number that is not negative, zeros in front included.
    package mutating func append(decimal number: Int, digits: Int) {
        let start = count
        var rest = number.magnitude
        for _ in 0..<digits { append(0) }
        var index = start + digits
        while index > start {
            index -= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            self[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
            rest = quotient
        }
    }
}
