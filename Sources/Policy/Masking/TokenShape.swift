internal import HTTPMessages

/// Finds what has the shape of a JWT: base64url of an object that begins with `{`, then a dot.
///
/// A confused client may have put together what log and journal repeat, and a token may stand anywhere in it.
enum TokenShape {
    /// No header with an `alg` is shorter than this.
    private static let shortestHeader = 12

    /// Where the first such text is, at `start` or behind it; its dots may be escaped.
    static func first(in bytes: Span<UInt8>, from start: Int = 0) -> Range<Int>? {
        var index = start
        while index &+ shortestHeader < bytes.count {
            guard isBase64URL(bytes[index]) else {
                index &+= 1
                continue
            }
            let end = endOfRun(bytes, from: index)
            if beginsObject(bytes, at: index), end &- index >= shortestHeader, isDot(bytes, at: end) {
                return index..<endOfToken(bytes, from: end)
            }
            index = end
        }
        return nil
    }

    /// Whether there could be a token, escaped or not; few texts have to be examined more closely than that.
    static func isPossible(in bytes: Span<UInt8>) -> Bool {
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "e") && beginsObject(bytes, at: index) { return true }
        }
        return false
    }

    /// The base64url of `{` and of a quotation mark or white space behind it.
    static func beginsObject(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        guard index &+ 1 < bytes.count, bytes[index] == UInt8(ascii: "e") else { return false }
        return bytes[index &+ 1] == UInt8(ascii: "y") || bytes[index &+ 1] == UInt8(ascii: "w")
    }

    private static func endOfRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, isBase64URL(bytes[index]) { index &+= 1 }
        return index
    }

    private static func endOfToken(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, isBase64URL(bytes[index]) || ".%=~".utf8.contains(bytes[index]) { index &+= 1 }
        return index
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether a dot is there, or an escape that may mean one.
    private static func isDot(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        index < bytes.count && (bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: "%"))
    }
}
