package import HTTPMessages

/// The bytes of a request.
package enum TestRequest {
    package static func bytes(
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: String = "",
        host: String = "localhost"
    ) -> [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        return Array((text + "\r\n" + body).utf8)
    }

    package struct Unreadable: Error {}

    /// Parses `bytes`, which hold one whole request, and hands it to `body`.
    package static func with<Result>(
        _ bytes: [UInt8],
        isSecure: Bool = false,
        _ body: (Request) throws -> Result
    ) throws -> Result {
        var table = HeadTable()
        return try with(bytes, table: &table, isSecure: isSecure, body)
    }

    /// The same with a table that is used again and again, as an event loop's is.
    package static func with<Result>(
        _ bytes: [UInt8],
        table: inout HeadTable,
        isSecure: Bool = false,
        _ body: (Request) throws -> Result
    ) throws -> Result {
        var reader = RequestReader()
        switch reader.read(bytes.span, table: &table) {
        case .request(_, let range):
            return try body(
                Request(
                    head: table.head,
                    fields: table.fields.span,
                    bytes: bytes.span,
                    body: bytes.span.extracting(range),
                    isSecure: isSecure
                )
            )
        case .assembled(_, let assembly):
            let (head, fields) = (assembly.head, assembly.fields)
            let (headBytes, content) = (assembly.headBytes, assembly.body)
            return try body(
                Request(
                    head: head,
                    fields: fields.span,
                    bytes: headBytes.span,
                    body: content.span,
                    isSecure: isSecure
                )
            )
        default: throw Unreadable()
        }
    }
}
