/// Takes answers out of the bytes of a connection, one after another.
///
/// It reads only what this project's own servers send: answers with a `Content-Length`.
package struct ResponseReader: Sendable {
    package enum Failure: Error, Sendable, Hashable {
        case malformedStatusLine
        case noLength
    }

    private static let longestBody = 1 << 30

    private var bytes: [UInt8] = []
    /// Where the next answer starts.
    private var start = 0
    /// Up to which byte the end of its head has been looked for.
    private var searched = 0

    package init() {}

    package mutating func append(_ received: ArraySlice<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: received)
    }

    /// The next answer, or nil until more has come.
    package mutating func next() throws(Failure) -> ReceivedResponse? {
        searched = Self.endOfHead(bytes.span, from: searched)
        let end = searched + 2
        guard end + 2 <= bytes.count else { return nil }
        let head = Array(bytes[start..<end])
        guard let status = Self.status(head.span) else { throw .malformedStatusLine }
        guard let text = ReceivedResponse.value(of: "content-length", in: head.span)?.text, let length = Int(text),
            (0...Self.longestBody).contains(length)
        else { throw .noLength }
        let body = end + 2..<end + 2 + length
        guard bytes.count >= body.upperBound else { return nil }
        start = body.upperBound
        searched = start
        return ReceivedResponse(status: status, head: head, body: Array(bytes[body]))
    }

    /// Where the last line end of a head and the empty line behind it are, or up to which byte they are not there.
    private static func endOfHead(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 4 <= bytes.count {
            if bytes[index] == .carriageReturn, bytes[index + 1] == .lineFeed, bytes[index + 2] == .carriageReturn,
                bytes[index + 3] == .lineFeed
            {
                return index
            }
            index += 1
        }
        return index
    }

    /// `HTTP/1.1 200 OK` (RFC 9112 §4).
    private static func status(_ head: Span<UInt8>) -> Int? {
        guard head.count > 12, head.extracting(0..<9).isEqual(to: "HTTP/1.1 ") else { return nil }
        return Int(head.extracting(9..<12).text)
    }
}
