/// How the end of a request body is known (RFC 9112 §6.3).
package enum BodyFraming: Sendable, Hashable {
    case none
    case length(Int)
    case chunked
}

extension HeadTable {
    /// Settles framing, persistence, expectation and Host, once all fields are known.
    ///
    /// It is stricter than RFC 9112 asks for, since a mock gains nothing from guessing: a repeated Content-Length is
    /// refused even when both agree, and Transfer-Encoding is refused in HTTP/1.0.
    mutating func settle(_ bytes: Span<UInt8>) throws(RequestError) {
        var contentLength: Int?
        var codings: Int?
        var hosts = 0
        var closes = false
        var keepsAlive = false
        for field in fields where field.name != .other {
            let value = bytes.extracting(field.valueRange)
            switch field.name {
            case .host:
                hosts += 1
                guard hosts == 1 else { throw .repeatedHost }
                guard Authority.isValid(value, portRequired: false) else { throw .malformedHost }
            case .contentLength:
                guard contentLength == nil else { throw .repeatedContentLength }
                contentLength = try Self.contentLength(value)
            case .transferEncoding:
                codings = (codings ?? 0) + (try Self.chunkedCodings(value))
            case .connection:
                Self.connectionOptions(value, closes: &closes, keepsAlive: &keepsAlive)
            case .expect:
                guard value.isEqualIgnoringCase(to: "100-continue") else { throw .unknownExpectation }
                // RFC 9110 §10.1.1: ignored in HTTP/1.0, which has no interim answers.
                head.expectsContinue = head.minorVersion >= 1
            default: continue
            }
        }
        head.isPersistent = !closes && (head.minorVersion >= 1 || keepsAlive)
        if hosts == 0, head.minorVersion >= 1 { throw .missingHost }
        if let codings {
            guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
            guard codings == 1, head.minorVersion >= 1 else { throw .malformedTransferEncoding }
            head.framing = .chunked
        } else if let contentLength, contentLength > 0 {
            guard contentLength <= MessageLimits.body else { throw .bodyTooLarge }
            head.framing = .length(contentLength)
        }
        if head.framing == .none { head.expectsContinue = false }
    }

    /// Reads what a Connection field says: `close` wins, wherever it stands (RFC 9112 §9.3).
    private static func connectionOptions(_ value: Span<UInt8>, closes: inout Bool, keepsAlive: inout Bool) {
        var rest = CommaList(value)
        while let range = rest.next(in: value) {
            let option = value.extracting(range)
            if option.isEqualIgnoringCase(to: "close") { closes = true }
            if option.isEqualIgnoringCase(to: "keep-alive") { keepsAlive = true }
        }
    }

    private static func contentLength(_ value: Span<UInt8>) throws(RequestError) -> Int {
        guard value.count > 0 else { throw .malformedContentLength }
        var length = 0
        for index in 0..<value.count {
            let byte = value[index]
            guard byte.isDigit else {
                throw byte == UInt8(ascii: ",") ? .repeatedContentLength : .malformedContentLength
            }
            // A length beyond every limit may be cut, so that the multiplication cannot overflow.
            length = min(length * 10 + Int(byte - UInt8(ascii: "0")), Int.max / 100)
        }
        return length
    }

    /// How often `chunked` stands in a Transfer-Encoding; any other coding is refused.
    private static func chunkedCodings(_ value: Span<UInt8>) throws(RequestError) -> Int {
        var codings = 0
        var rest = CommaList(value)
        while let range = rest.next(in: value) {
            guard value.extracting(range).isEqualIgnoringCase(to: "chunked") else { throw .unknownTransferCoding }
            codings += 1
        }
        guard codings > 0 else { throw .malformedTransferEncoding }
        return codings
    }
}

/// Steps through a comma-separated field value, empty elements skipped (RFC 9110 §5.6.1.2).
struct CommaList {
    private var offset = 0
    private let end: Int

    init(_ value: Span<UInt8>) { end = value.count }

    mutating func next(in value: Span<UInt8>) -> Range<Int>? {
        while offset < end {
            var start = offset
            while offset < end, value[offset] != UInt8(ascii: ",") { offset += 1 }
            var stop = offset
            offset += 1
            while start < stop, value[start] == .space || value[start] == .horizontalTab { start += 1 }
            while stop > start, value[stop - 1] == .space || value[stop - 1] == .horizontalTab { stop -= 1 }
            if start < stop { return start..<stop }
        }
        return nil
    }
}
