internal import HTTPMessages

/// Leaves everything that may be a secret out of what log and journal repeat.
///
/// Each function reads its input once or a fixed number of times, whatever the input holds.
package enum SecretMask {
    private static let mask: StaticString = "***"

    /// Path and query, without the values of parameters that may be secrets.
    ///
    /// - Parameter path: masked already.
    package static func target(_ path: String, query: Span<UInt8>) -> String {
        var output = Array(path.utf8)
        output.reserveCapacity(output.count + 1 + query.count)
        output.append(UInt8(ascii: "?"))
        var start = 0
        while start <= query.count {
            var end = start
            // Some servers take a semicolon for a separator too.
            while end < query.count, query[end] != UInt8(ascii: "&"), query[end] != UInt8(ascii: ";") { end &+= 1 }
            append(pair: query.extracting(start..<end), to: &output)
            if end < query.count { output.append(query[end]) }
            start = end + 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The pair as it is, or `name=***`, or `***` if the name cannot be read, or is a token itself.
    private static func append(pair: Span<UInt8>, to output: inout [UInt8]) {
        let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
        let name = pair.extracting(0..<nameEnd)
        switch SecretName.judge(name) {
        case .unreadable: output.append(mask)
        case .harmless where !mayHoldToken(pair.extracting(nameEnd..<pair.count)): output.append(pair)
        case .harmless, .secret:
            output.append(name)
            output.append("=")
            output.append(mask)
        }
    }

    /// Whether a value, once its escapes are read, has the start of a token in it, or a malformed escape, which might
    /// mean anything.
    private static func mayHoldToken(_ value: Span<UInt8>) -> Bool {
        // The last three bytes, the newest lowest.
        var recent: UInt32 = 0
        var index = 0
        while index < value.count {
            var byte = value[index]
            index &+= 1
            if byte == UInt8(ascii: "%") {
                guard let decoded = SecretName.escaped(value, at: index) else { return true }
                byte = decoded
                index &+= 2
            }
            recent = recent << 8 & 0xFF_FFFF | UInt32(byte)
            // "eyJ"
            if recent == 0x65_794A { return true }
        }
        // A header may begin with white space instead.
        return TokenShape.isPossible(in: value) && TokenShape.first(in: decodingLeniently(value).span) != nil
    }

    /// A path as it was sent, but without tokens.
    package static func path(_ path: Span<UInt8>) -> String {
        guard TokenShape.isPossible(in: path) else { return path.text }
        var output: [UInt8] = []
        output.reserveCapacity(path.count)
        var start = 0
        while start <= path.count {
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end &+= 1 }
            append(segment: path.extracting(start..<end), to: &output)
            if end < path.count { output.append(path[end]) }
            start = end + 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(segment: Span<UInt8>, to output: inout [UInt8]) {
        guard TokenShape.first(in: segment) == nil else { return append(segment, to: &output) }
        guard segment.firstIndex(of: UInt8(ascii: "%")) != nil else { return output.append(segment) }
        // It may be escaped by the client, and once more by a proxy.
        let once = decodingLeniently(segment)
        let isToken =
            TokenShape.first(in: once.span) != nil || TokenShape.first(in: decodingLeniently(once.span).span) != nil
        isToken ? output.append(mask) : output.append(segment)
    }

    /// The bytes with every good escape resolved; malformed ones stay as they are.
    private static func decodingLeniently(_ bytes: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), let byte = SecretName.escaped(bytes, at: index + 1) {
                output.append(byte)
                index &+= 3
            } else {
                output.append(bytes[index])
                index &+= 1
            }
        }
        return output
    }

    private static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while let token = TokenShape.first(in: bytes, from: start) {
            output.append(bytes.extracting(start..<token.lowerBound))
            output.append(mask)
            start = token.upperBound
        }
        output.append(bytes.extracting(start..<bytes.count))
    }

    /// Any text, but without tokens.
    package static func text(_ text: String) -> String {
        let bytes = text.utf8.span
        guard TokenShape.first(in: bytes) != nil else { return text }
        var output: [UInt8] = []
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
