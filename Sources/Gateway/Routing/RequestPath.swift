internal import HTTPMessages

/// The rules of a path, which decide before any route does: the raw path is split on `/`, then each segment is decoded
/// once.
///
/// So no spelling of a path can mean one path to the check and another one to the route behind it.
enum RequestPath {
    enum Verdict: Sendable, Hashable {
        /// The path has no escapes.
        case plain
        /// The path has escapes; these are its bytes without them.
        case decoded([UInt8])
        /// The path has a `.`, `..` or empty segment (except for the last), an escaped slash, backslash or NUL, or a
        /// bad escape.
        case refused(Problem)
    }

    enum Problem: Sendable, Hashable, CustomStringConvertible {
        case emptySegment, other

        var description: String {
            switch self {
            case .emptySegment: "the path has an empty segment: does your base URL end in a slash?"
            case .other: "the path has a bad segment or escape"
            }
        }
    }

    static func check(_ path: Span<UInt8>) -> Verdict {
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return .refused(.other) }
        for index in 0..<path.count {
            if path[index] == UInt8(ascii: "%") { return checkDecoded(path) }
            if path[index] == UInt8(ascii: "\\") { return .refused(.other) }
        }
        if let problem = problem(path) { return .refused(problem) }
        return .plain
    }

    private static func checkDecoded(_ path: Span<UInt8>) -> Verdict {
        guard let decoded = decode(path), String(validating: decoded, as: UTF8.self) != nil else {
            return .refused(.other)
        }
        if let problem = problem(decoded.span) { return .refused(problem) }
        return .decoded(decoded)
    }

    /// The path without its escapes; nil if an escape is malformed, or hides a byte that would split the path in
    /// another way.
    private static func decode(_ path: Span<UInt8>) -> [UInt8]? {
        guard let decoded = PercentDecoding.decode(path) else { return nil }
        var slashes = 0
        for index in 0..<path.count where path[index] == UInt8(ascii: "/") { slashes += 1 }
        for byte in decoded {
            if byte == UInt8(ascii: "\\") || byte == 0 { return nil }
            if byte == UInt8(ascii: "/") { slashes -= 1 }
        }
        return slashes == 0 ? decoded : nil
    }

    private static func problem(_ path: Span<UInt8>) -> Problem? {
        var start = 1
        while start <= path.count {
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            switch end - start {
            case 0 where end < path.count: return .emptySegment
            case 1 where path[start] == UInt8(ascii: "."): return .other
            case 2 where path[start] == UInt8(ascii: ".") && path[start + 1] == UInt8(ascii: "."): return .other
            default: break
            }
            start = end + 1
        }
        return nil
    }
}

extension Span<UInt8> {
    /// Whether this path is `prefix` itself or lies below it.
    func isUnder(_ prefix: StaticString) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard count >= length, extracting(0..<length).isEqual(to: prefix) else { return false }
        return count == length || self[length] == UInt8(ascii: "/")
    }

    /// This path without `prefix` in front of it, if it has that, and a path is left.
    @_lifetime(copy self)
    func removingPrefix(_ prefix: [UInt8]) -> Span<UInt8> {
        guard !prefix.isEmpty, count > prefix.count, self[prefix.count] == UInt8(ascii: "/"),
            extracting(0..<prefix.count).isEqual(to: prefix)
        else { return self }
        return extracting(prefix.count..<count)
    }
}
