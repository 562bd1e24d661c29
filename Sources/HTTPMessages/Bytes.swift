// Byte-level vocabulary shared by the parser and the writer: no Character, no String.Index.

extension UInt8 {
    package static let horizontalTab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20

    /// `tchar` of RFC 9110 §5.6.2, what methods and field names are made of: letters, digits and !#$%&'*+-.^_`|~.
    package var isTokenCharacter: Bool {
        let set: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return self < 0x80 && set >> UInt64(self & 63) & 1 != 0
    }

    /// `field-vchar`, space or tab (RFC 9110 §5.5), obs-text included.
    package var isFieldValueCharacter: Bool { self >= 0x20 && self != 0x7F || self == .horizontalTab }

    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

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
        return isEqual(to: unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Whether these bytes are those of `literal`, upper and lower case being the same; `literal` is in lower case.
    package func isEqualIgnoringCase(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let other = unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount)
        var index = 0
        while index &+ ByteWord.count <= count {
            guard ByteWord(self, at: index).lowercased == ByteWord(other, at: index).word else { return false }
            index &+= ByteWord.count
        }
        guard index < count else { return true }
        guard count < ByteWord.count else {
            // The last eight bytes, some of which have been compared already.
            let last = count &- ByteWord.count
            return ByteWord(self, at: last).lowercased == ByteWord(other, at: last).word
        }
        while index < count {
            guard self[index].lowercased == other[index] else { return false }
            index &+= 1
        }
        return true
    }

    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count < 16 else { return isEqualInPairsOfWords(to: other) }
        guard count < ByteWord.count else {
            // The first eight and the last eight bytes, some of them twice.
            let last = count &- ByteWord.count
            return ByteWord(self, at: 0).word == ByteWord(other, at: 0).word
                && ByteWord(self, at: last).word == ByteWord(other, at: last).word
        }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Compares sixteen bytes at a time, the last of them partly twice.
    ///
    /// - Parameter other: of the same length, which is sixteen or more.
    private func isEqualInPairsOfWords(to other: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBytes { left in
            unsafe other.bytes.withUnsafeBytes { right in
                let last = left.count &- 16
                var difference = unsafe Self.pair(left, last) ^ Self.pair(right, last)
                var index = 0
                while index < last {
                    difference |= unsafe Self.pair(left, index) ^ Self.pair(right, index)
                    index &+= 16
                }
                return difference == .zero
            }
        }
    }

    @inline(__always)
    private static func pair(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> SIMD2<UInt64> {
        unsafe bytes.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
    }

    package func isEqual(to other: [UInt8]) -> Bool { isEqual(to: other.span) }

    package func firstIndex(of byte: UInt8) -> Int? {
        let index = endOfRun(from: 0, to: count, suspects: { $0.equal(to: byte) }, isGood: { $0 != byte })
        return index < count ? index : nil
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
        append(unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// It costs half as much as appending a sequence, which takes the array's storage over and gives it back.
    package mutating func append(_ span: Span<UInt8>) {
        // Adding nothing to an empty array would write the length of the one that all empty arrays share.
        guard span.count > 0 else { return }
        append(addingCapacity: span.count) { output in
            unsafe output.withUnsafeMutableBufferPointer { free, count in
                unsafe span.withUnsafeBufferPointer { bytes in
                    guard let start = free.baseAddress, let source = bytes.baseAddress else { return }
                    // There is room for as many bytes as were asked for.
                    unsafe (start + count).initialize(from: source, count: bytes.count)
                    count += bytes.count
                }
            }
        }
    }

    /// Appends a number in decimal, without an intermediate string.
    package mutating func append(decimal number: Int) {
        guard number.magnitude > 9 else {
            // Most numbers in answers are zero.
            if number < 0 { append(UInt8(ascii: "-")) }
            return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number.magnitude))
        }
        // As many digits as the longest number of 64 bits has, with its sign.
        var text = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = number.magnitude
        repeat {
            start &-= 1
            let quotient = rest / 10
            text[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
            rest = quotient
        } while rest > 0
        if number < 0 {
            start &-= 1
            text[start] = UInt8(ascii: "-")
        }
        append(text.span.extracting(start..<20))
    }

    /// Appends a size of a chunk (RFC 9112 §7.1).
    package mutating func append(hexadecimal number: Int) { append(contentsOf: String(number, radix: 16).utf8) }

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
