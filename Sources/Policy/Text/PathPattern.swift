internal import HTTPMessages

/// Which paths are meant: literal segments, `*` or `{name}` for any one, and `**` at the end for all that follow.
package struct PathPattern: Sendable, Hashable {
    package static let allowed =
        "a path such as /api/v2/routing/queues/*, with * or {name} for a segment, ** at the end for the rest"

    private enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case any
        /// One more segment at least, and any number of them.
        case rest
    }

    package let text: String
    private let segments: [Segment]
    /// The whole path, if all segments are literal, as nearly all stubs have them.
    private let literal: [UInt8]?
    /// How exact each segment is, zero being the most exact: of two patterns that match, the one with the lower number
    /// at the first difference is the more literal.
    package let vagueness: [UInt8]

    package init?(_ text: String) {
        // This is compared by bytes: for a Swift string, a slash with an accent is another character.
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        let parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var segments: [Segment] = []
        for (index, part) in parts.enumerated() {
            if part.elementsEqual("**".utf8) {
                guard index == parts.count - 1 else { return nil }
                segments.append(.rest)
            } else if part.elementsEqual("*".utf8)
                || part.first == UInt8(ascii: "{") && part.last == UInt8(ascii: "}")
            {
                segments.append(.any)
            } else {
                segments.append(.literal(Array(part)))
            }
        }
        self.text = text
        self.segments = segments
        let isLiteral = segments.allSatisfy { $0 != .any && $0 != .rest }
        literal = isLiteral ? Array(text.utf8) : nil
        vagueness = segments.map { segment in
            switch segment {
            case .literal: 0
            case .any: 1
            case .rest: 2
            }
        }
    }

    /// The literal segments at the start, with their slashes, and how many there are.
    package var literalStart: (path: [UInt8], count: Int) {
        var path: [UInt8] = []
        var count = 0
        for segment in segments {
            guard case .literal(let name) = segment else { break }
            path.append(UInt8(ascii: "/"))
            path += name
            count += 1
        }
        return (path, count)
    }

    /// - Parameter path: decoded, with its leading slash.
    package func matches(_ path: Span<UInt8>) -> Bool {
        if let literal { return path.isEqual(to: literal) }
        var start = 1
        for segment in segments {
            guard start <= path.count else { return false }
            if segment == .rest { return true }
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            switch segment {
            case .literal(let name): guard path.extracting(start..<end).isEqual(to: name) else { return false }
            case .any: guard end > start else { return false }
            case .rest: return true
            }
            start = end + 1
        }
        return start > path.count
    }

    /// The name in `{name}`; nil for a segment without braces.
    package static func captureName(_ segment: String) -> String? {
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
        return String(segment.dropFirst().dropLast())
    }

    /// The names of the segments that stand for any one; that of `*` is empty.
    package var captureNames: [String] {
        text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).compactMap { part in
            if part.elementsEqual("*".utf8) { return "" }
            guard part.first == UInt8(ascii: "{"), part.last == UInt8(ascii: "}") else { return nil }
            return String(decoding: part.dropFirst().dropLast(), as: UTF8.self)
        }
    }

    /// The places of those segments in a path that matches.
    package func captures(in path: Span<UInt8>) -> [Range<Int>] {
        guard literal == nil else { return [] }
        var found: [Range<Int>] = []
        var start = 1
        for segment in segments {
            guard segment != .rest, start <= path.count else { break }
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            if segment == .any { found.append(start..<end) }
            start = end + 1
        }
        return found
    }
}
