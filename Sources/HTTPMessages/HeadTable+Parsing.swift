extension HeadTable {
    package enum Outcome: Sendable, Hashable { case complete, incomplete }

    /// Reads a head from the start of `bytes` (RFC 9112 §2 to §5).
    ///
    /// - Returns: `incomplete` if more bytes could still make a head; the table then means nothing.
    /// - Throws: what is wrong, as soon as no further byte could mend it.
    package mutating func parse(_ bytes: Span<UInt8>) throws(RequestError) -> Outcome {
        // A client that asks the same again sends the same head again, and the table is still right for it.
        if stillStands(for: bytes) { return .complete }
        var cursor = Cursor(bytes)
        head.method = .other
        head.methodRange = 0..<0
        head.target = RequestTarget()
        head.minorVersion = 1
        head.framing = .none
        head.expectsContinue = false
        fields.removeAll(keepingCapacity: true)

        guard let token = try cursor.method() else { return .incomplete }
        head.methodRange = token
        head.method = Method(bytes.extracting(token))
        guard let whole = try cursor.target() else { return .incomplete }
        guard let minor = try cursor.version() else { return .incomplete }
        head.minorVersion = minor
        head.target = try RequestTarget(whole, of: bytes, method: head.method)

        while true {
            switch try cursor.fieldLine() {
            case .incomplete: return .incomplete
            case .field(let field):
                guard fields.count < MessageLimits.fields else { throw .tooManyFields }
                fields.append(field)
            case .end:
                head.endOffset = cursor.offset
                try settle(bytes)
                stand(for: bytes.extracting(0..<head.endOffset))
                return .complete
            }
        }
    }
}

/// One pass over the bytes of a head.
///
/// A method that runs out of bytes returns nil; beyond the head's limit it throws.
private struct Cursor: ~Escapable {
    enum Line {
        case incomplete
        case field(FieldLine)
        case end
    }

    let bytes: Span<UInt8>
    let limit: Int
    var offset = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        limit = min(bytes.count, MessageLimits.head)
    }

    /// Nil for "wait for more", an error if the head has used up its limit.
    private func needMore<Value>(_: Value.Type = Value.self) throws(RequestError) -> Value? {
        guard limit < MessageLimits.head else { throw .headTooLarge }
        return nil
    }

    mutating func method() throws(RequestError) -> Range<Int>? {
        let start = offset
        while offset < limit {
            let byte = bytes[offset]
            if byte == .space, offset > start {
                offset += 1
                return start..<(offset - 1)
            }
            guard byte.isTokenCharacter, offset - start < MessageLimits.method else {
                // The content type of a TLS handshake (RFC 8446 §5.1).
                if byte == 0x16, offset == start { throw .tlsUnexpected }
                throw byte == .lineFeed ? .bareLineFeed : .malformedMethod
            }
            offset += 1
        }
        return try needMore()
    }

    mutating func target() throws(RequestError) -> Range<Int>? {
        let start = offset
        // Visible ASCII; a fragment is never sent (RFC 9112 §3.2).
        offset = bytes.endOfRun(
            from: start,
            to: min(limit, start + MessageLimits.target),
            suspects: { $0.below(0x21) | $0.fromDelete | $0.equal(to: UInt8(ascii: "#")) },
            isGood: Self.isTargetCharacter
        )
        guard offset < limit else { return try needMore() }
        let byte = bytes[offset]
        if byte == .space, offset > start {
            offset += 1
            return start..<(offset - 1)
        }
        if Self.isTargetCharacter(byte) { throw .targetTooLong }
        throw byte == .lineFeed ? .bareLineFeed : .malformedTarget
    }

    private static func isTargetCharacter(_ byte: UInt8) -> Bool {
        byte > .space && byte < 0x7F && byte != UInt8(ascii: "#")
    }

    /// `HTTP/1.1`, its first byte lowest.
    private static let version1_1: UInt64 = 0x312E_312F_5054_5448

    /// The digit behind `HTTP/1.`; steps over the line's end.
    mutating func version() throws(RequestError) -> Int? {
        let prefix: StaticString = "HTTP/"
        let start = offset
        if start + ByteWord.count <= limit, ByteWord(bytes, at: start).word == Self.version1_1 {
            offset += ByteWord.count
            guard try lineEnd() else { return try needMore() }
            return 1
        }
        while offset < limit, offset - start < 8 {
            let byte = bytes[offset]
            let isGood =
                switch offset - start {
                case 0..<5: byte == (unsafe prefix.utf8Start[offset - start])
                case 6: byte == UInt8(ascii: ".")
                default: byte.isDigit
                }
            guard isGood else { throw byte == .lineFeed ? .bareLineFeed : .malformedVersion }
            offset += 1
        }
        guard offset - start == 8 else { return try needMore() }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        guard try lineEnd() else { return try needMore() }
        return Int(bytes[start + 7] - UInt8(ascii: "0"))
    }

    mutating func fieldLine() throws(RequestError) -> Line {
        guard offset < limit else { return try needMore(Line.self) ?? .incomplete }
        switch bytes[offset] {
        case .carriageReturn:
            guard try lineEnd() else { return try needMore(Line.self) ?? .incomplete }
            return .end
        case .lineFeed: throw .bareLineFeed
        case .space, .horizontalTab: throw .foldedField
        default: break
        }
        let nameStart = offset
        guard let name = try fieldName() else { return try needMore(Line.self) ?? .incomplete }
        let nameEnd = offset
        offset += 1
        let valueStart = offset
        offset = bytes.endOfRun(
            from: offset,
            to: limit,
            suspects: { $0.below(.space) | $0.equal(to: 0x7F) },
            isGood: \.isFieldValueCharacter
        )
        let valueEnd = offset
        guard offset < limit else { return try needMore(Line.self) ?? .incomplete }
        guard bytes[offset] == .carriageReturn else {
            throw bytes[offset] == .lineFeed ? .bareLineFeed : .malformedFieldValue
        }
        guard try lineEnd() else { return try needMore(Line.self) ?? .incomplete }
        return .field(field(name, nameStart..<nameEnd, valueStart..<valueEnd))
    }

    /// Steps over a field's name, up to its colon.
    private mutating func fieldName() throws(RequestError) -> FieldName? {
        let start = offset
        offset = bytes.endOfRun(
            from: start,
            to: limit,
            suspects: { $0.below(0x21) | $0.fromDelete | $0.equal(to: UInt8(ascii: ":")) },
            isGood: { $0 > .space && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        )
        let token = bytes.extracting(start..<offset)
        let isWhole = offset < limit
        let name = isWhole ? FieldName(token) : .other
        // A known name has only characters that names may have.
        if name == .other {
            for index in 0..<token.count where !token[index].isTokenCharacter { throw .malformedFieldName }
        }
        guard isWhole else { return nil }
        guard bytes[offset] == UInt8(ascii: ":"), offset > start else { throw .malformedFieldName }
        return name
    }

    /// The head's limit keeps every offset within 16 bits.
    private func field(_ name: FieldName, _ token: Range<Int>, _ value: Range<Int>) -> FieldLine {
        var start = value.lowerBound
        var end = value.upperBound
        while start < end, bytes[start] == .space || bytes[start] == .horizontalTab { start += 1 }
        while end > start, bytes[end - 1] == .space || bytes[end - 1] == .horizontalTab { end -= 1 }
        return FieldLine(
            name: name,
            nameStart: UInt16(truncatingIfNeeded: token.lowerBound),
            nameEnd: UInt16(truncatingIfNeeded: token.upperBound),
            valueStart: UInt16(truncatingIfNeeded: start),
            valueEnd: UInt16(truncatingIfNeeded: end)
        )
    }

    /// Steps over CRLF; false if its bytes have not all come yet.
    private mutating func lineEnd() throws(RequestError) -> Bool {
        guard offset < limit else { return false }
        guard bytes[offset] == .carriageReturn else {
            throw bytes[offset] == .lineFeed ? .bareLineFeed : .malformedVersion
        }
        guard offset + 1 < limit else { return false }
        guard bytes[offset + 1] == .lineFeed else { throw .bareCarriageReturn }
        offset += 2
        return true
    }
}
