/// The request target (RFC 9112 §3.2), as offsets into the head's bytes.
package struct RequestTarget: Sendable, Hashable {
    package enum Form: Sendable { case origin, absolute, authority, asterisk }

    package var form: Form = .origin
    /// The whole target as it was sent.
    package var whole = 0..<0
    /// The path without query; empty for authority and asterisk form, and for an absolute form without path.
    package var path = 0..<0
    /// What stands behind the question mark, or nil.
    package var query: Range<Int>?
    /// Host and port of an absolute or authority form, or nil.
    package var authority: Range<Int>?

    /// What is asked for, without its query: the path or, if there is none, what stands in its place.
    package var resource: Range<Int> {
        guard path.isEmpty else { return path }
        return whole.lowerBound..<(query.map { $0.lowerBound - 1 } ?? whole.upperBound)
    }

    package init() {}

    /// Splits the target at `range`, whose bytes are all visible ASCII.
    init(_ range: Range<Int>, of bytes: Span<UInt8>, method: Method) throws(RequestError) {
        whole = range
        if method == .connect {
            form = .authority
            authority = range
            guard Self.isHost(bytes.extracting(range), portRequired: true) else { throw .malformedTarget }
            return
        }
        let first = bytes[range.lowerBound]
        if first == UInt8(ascii: "/") {
            splitPath(from: range.lowerBound, bytes)
            return
        }
        if first == UInt8(ascii: "*"), range.count == 1 {
            guard method == .options else { throw .malformedTarget }
            form = .asterisk
            return
        }
        guard let start = Self.authorityStart(range, bytes) else { throw .malformedTarget }
        form = .absolute
        var end = start
        while end < range.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        authority = start..<end
        guard Self.isHost(bytes.extracting(start..<end), portRequired: false) else { throw .malformedTarget }
        splitPath(from: end, bytes)
    }

    /// Whether `authority` has a host: a Host field may be empty, a target may not (RFC 9110 §4.2.1, §9.3.6).
    private static func isHost(_ authority: Span<UInt8>, portRequired: Bool) -> Bool {
        Authority.isValid(authority, portRequired: portRequired) && Authority.host(of: authority).count > 0
    }

    private mutating func splitPath(from start: Int, _ bytes: Span<UInt8>) {
        guard let mark = bytes.extracting(start..<whole.upperBound).firstIndex(of: UInt8(ascii: "?")) else {
            path = start..<whole.upperBound
            return
        }
        path = start..<(start + mark)
        query = (start + mark + 1)..<whole.upperBound
    }

    /// Where the authority of an `http://` or `https://` target begins (schemes are case-insensitive).
    private static func authorityStart(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int? {
        if range.count > 7, bytes.extracting(range.lowerBound..<range.lowerBound + 7).isEqualIgnoringCase(to: "http://")
        {
            return range.lowerBound + 7
        }
        if range.count > 8,
            bytes.extracting(range.lowerBound..<range.lowerBound + 8).isEqualIgnoringCase(to: "https://")
        {
            return range.lowerBound + 8
        }
        return nil
    }
}
