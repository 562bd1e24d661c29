/// Decodes a chunked body (RFC 9112 §7.1), however the network cuts it.
///
/// Extensions are read and dropped; trailers are checked and dropped, never merged into the head (§7.1.2).
package struct ChunkedDecoder: Sendable {
    private enum Phase {
        case size, sizeSpace, extensions, sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, endLineFeed
        case done
    }

    private var phase = Phase.size
    private var digits = 0
    private var remaining = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    package init() {}

    /// Reads from `input` at `offset`, steps over what it used and appends the decoded bytes to `body`.
    ///
    /// - Returns: whether the body is complete; bytes behind it stay unread.
    package mutating func decode(
        _ input: Span<UInt8>,
        from offset: inout Int,
        into body: inout [UInt8]
    ) throws(RequestError) -> Bool {
        while offset < input.count, phase != .done {
            if phase == .data {
                let count = min(remaining, input.count - offset)
                guard body.count + count <= MessageLimits.body else { throw .bodyTooLarge }
                body.append(input.extracting(offset..<offset + count))
                offset += count
                remaining -= count
                if remaining == 0 { phase = .dataReturn }
            } else {
                try step(input[offset], bodyCount: body.count)
                offset += 1
            }
        }
        return phase == .done
    }

    private mutating func step(_ byte: UInt8, bodyCount: Int) throws(RequestError) {
        switch phase {
        case .size, .sizeSpace, .extensions, .sizeLineFeed: try stepSizeLine(byte, bodyCount: bodyCount)
        case .dataReturn: try expect(byte, .carriageReturn, then: .dataLineFeed)
        case .dataLineFeed: try expect(byte, .lineFeed, then: .size)
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .endLineFeed: try stepTrailer(byte)
        case .data, .done: break
        }
    }

    private mutating func stepSizeLine(_ byte: UInt8, bodyCount: Int) throws(RequestError) {
        switch phase {
        case .size:
            if let digit = byte.hexadecimalValue {
                digits += 1
                // 16 digits are 64 bits; a size beyond the limit is refused before it could overflow.
                guard digits <= 16 else { throw .malformedChunk }
                remaining = remaining << 4 | Int(digit)
                guard bodyCount + remaining <= MessageLimits.body else { throw .bodyTooLarge }
            } else {
                guard digits > 0 else { throw .malformedChunk }
                try endSize(byte)
            }
        case .sizeSpace:
            // §7.1.1: white space may stand before a semicolon, and nowhere else.
            guard byte == .space || byte == .horizontalTab || byte == UInt8(ascii: ";") else { throw .malformedChunk }
            if byte == UInt8(ascii: ";") { phase = .extensions }
            try countExtension()
        case .extensions:
            if byte == .carriageReturn {
                phase = .sizeLineFeed
            } else {
                guard byte.isFieldValueCharacter else { throw .malformedChunk }
                try countExtension()
            }
        default:
            guard byte == .lineFeed else { throw .malformedChunk }
            phase = remaining > 0 ? .data : .trailerStart
            digits = 0
        }
    }

    private mutating func endSize(_ byte: UInt8) throws(RequestError) {
        switch byte {
        case .carriageReturn: phase = .sizeLineFeed
        case .space, .horizontalTab: phase = .sizeSpace
        case UInt8(ascii: ";"): phase = .extensions
        default: throw .malformedChunk
        }
    }

    private mutating func countExtension() throws(RequestError) {
        extensionBytes += 1
        guard extensionBytes <= MessageLimits.chunkExtensions else { throw .chunkExtensionsTooLarge }
    }

    private mutating func stepTrailer(_ byte: UInt8) throws(RequestError) {
        trailerBytes += 1
        guard trailerBytes <= MessageLimits.head else { throw .headTooLarge }
        switch phase {
        case .trailerStart:
            if byte == .carriageReturn {
                phase = .endLineFeed
            } else {
                guard byte.isTokenCharacter else { throw .malformedTrailer }
                phase = .trailerName
            }
        case .trailerName:
            if byte == UInt8(ascii: ":") {
                phase = .trailerValue
            } else {
                guard byte.isTokenCharacter else { throw .malformedTrailer }
            }
        case .trailerValue:
            if byte == .carriageReturn {
                phase = .trailerLineFeed
            } else {
                guard byte.isFieldValueCharacter else { throw .malformedTrailer }
            }
        case .trailerLineFeed:
            guard byte == .lineFeed else { throw .malformedTrailer }
            phase = .trailerStart
        default:
            guard byte == .lineFeed else { throw .malformedTrailer }
            phase = .done
        }
    }

    private mutating func expect(_ byte: UInt8, _ expected: UInt8, then next: Phase) throws(RequestError) {
        guard byte == expected else { throw .malformedChunk }
        phase = next
    }
}
