/// Decodes a chunked body (RFC 9112 §7.1), however the network cuts it.
///
/// Extensions are read and dropped; trailers are checked and dropped, never merged into the head (§7.1.2).
package struct ChunkedDecoder: Sendable {
    private enum Phase {
        case size, extensions, sizeLineFeed
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
        case .size, .extensions, .sizeLineFeed: try stepSizeLine(byte, bodyCount: bodyCount)
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
                try enterLineRest(byte)
            }
        case .extensions:
            try enterLineRest(byte)
        default:
            guard byte == .lineFeed else { throw .malformedChunk }
            phase = remaining > 0 ? .data : .trailerStart
            digits = 0
        }
    }

    /// What may stand between the size and the line's end: white space and extensions.
    private mutating func enterLineRest(_ byte: UInt8) throws(RequestError) {
        if byte == .carriageReturn {
            phase = .sizeLineFeed
            return
        }
        let isStart = phase == .size
        guard
            byte == UInt8(ascii: ";") || byte == .space || byte == .horizontalTab
                || (!isStart && byte.isFieldValueCharacter)
        else { throw .malformedChunk }
        extensionBytes += 1
        guard extensionBytes <= MessageLimits.chunkLine else { throw .malformedChunk }
        phase = .extensions
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
