/// An answer as a client gets it.
package struct ReceivedResponse: Sendable, Hashable {
    package let status: Int
    package let body: [UInt8]
    /// Status line and fields, each with its line end.
    private let head: [UInt8]

    init(status: Int, head: [UInt8], body: [UInt8]) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// The first line, such as `HTTP/1.1 200 OK`.
    package var statusLine: String { String(decoding: head.prefix { $0 != .carriageReturn }, as: UTF8.self) }

    /// The value of the first field of that name.
    ///
    /// - Parameter name: in lower case.
    package func value(of name: StaticString) -> String? { Self.value(of: name, in: head.span)?.text }

    @_lifetime(copy head)
    static func value(of name: StaticString, in head: Span<UInt8>) -> Span<UInt8>? {
        var start = 0
        while start < head.count {
            let rest = head.extracting(start..<head.count)
            guard let end = rest.firstIndex(of: .carriageReturn) else { return nil }
            let length = name.utf8CodeUnitCount
            if end > length, rest[length] == UInt8(ascii: ":"),
                rest.extracting(0..<length).isEqualIgnoringCase(to: name)
            {
                return rest.extracting(length + 1..<end).trimmingWhitespace()
            }
            start += end + 2
        }
        return nil
    }
}
