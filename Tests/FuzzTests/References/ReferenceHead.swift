import HTTPMessages

/// A head that has been taken for one, read again in the plainest way: a proxy in front of the server that reads RFC
/// 9112 by the letter must see the same request in it.
struct ReferenceHead {
    let method: [UInt8]
    let target: [UInt8]
    let version: [UInt8]
    /// Names in lower case, values without white space around them.
    private let fields: [Field]

    init(_ head: [UInt8]) throws(Violation) {
        var lines = try Self.lines(head)
        let first = lines.removeFirst().split(separator: .space, omittingEmptySubsequences: false).map(Array.init)
        try require(first.count == 3, "the request line has \(first.count) parts")
        (method, target, version) = (first[0], first[1], first[2])
        fields = try lines.map { line throws(Violation) in try Self.field(line) }
    }

    static func check(_ exchange: Conversation.Exchange) throws(Violation) {
        let head = try ReferenceHead(exchange.head)
        try require(head.method == exchange.method && !head.method.isEmpty, "the method is \(head.method.text)")
        try require(head.method.allSatisfy(\.isTokenCharacter), "the method is no token")
        try require(head.target == exchange.target && !head.target.isEmpty, "the target is \(head.target.text)")
        let isVisible = { (byte: UInt8) in (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "#") }
        try require(head.target.allSatisfy(isVisible), "the target's bytes")
        try require(
            head.version == Array("HTTP/1.\(exchange.minorVersion)".utf8),
            "the version is \(head.version.text)"
        )
        try checkTarget(exchange, hosts: head.values("host"))
        try checkFraming(exchange, lengths: head.values("content-length"), codings: head.values("transfer-encoding"))
        try checkPersistence(exchange, head.values("connection"))
    }

    /// Of every field line of that name, in their order.
    func values(_ name: String) -> [[UInt8]] { fields.filter { $0.name == name }.map(\.value) }

    private typealias Field = (name: String, value: [UInt8])

    /// RFC 9112 §2.1: each ends with CRLF, none has either alone, and the last is empty.
    private static func lines(_ head: [UInt8]) throws(Violation) -> [[UInt8]] {
        var lines = head.split(separator: .lineFeed, omittingEmptySubsequences: false).map(Array.init)
        try require(lines.popLast() == [], "the head does not end with a line feed")
        for index in lines.indices {
            try require(lines[index].popLast() == .carriageReturn, "a line feed stands alone")
            try require(!lines[index].contains(.carriageReturn), "a carriage return stands alone")
        }
        try require(lines.popLast() == [], "the head does not end with an empty line")
        try require(!lines.isEmpty && !lines.contains([]), "an empty line stands within the head")
        return lines
    }

    /// RFC 9112 §5: a token, a colon right behind it, and a value without control characters.
    private static func field(_ line: [UInt8]) throws(Violation) -> Field {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            throw Violation(description: "a field has no name: \(line.text)")
        }
        let name = line[..<colon]
        try require(name.allSatisfy(\.isTokenCharacter), "a field's name is no token: \(line.text)")
        let value = line[(colon + 1)...]
        try require(value.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }, "a value has control characters")
        return (Array(name).text.lowercased(), trimmed(value))
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte == .space || byte == .horizontalTab }
        let start = value.firstIndex { !isBlank($0) } ?? value.endIndex
        let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.endIndex
        return start < end ? Array(value[start..<end]) : []
    }

    private static func list(_ values: [[UInt8]]) -> [String] {
        values.flatMap { $0.split(separator: UInt8(ascii: ",")) }.map { trimmed($0).map(\.lowercased).text }
            .filter { !$0.isEmpty }
    }

    /// RFC 9112 §3.2, §3.3: one Host, and an absolute target beats it.
    private static func checkTarget(_ exchange: Conversation.Exchange, hosts: [[UInt8]]) throws(Violation) {
        try require(hosts.count <= 1 && (hosts.count == 1 || exchange.minorVersion == 0), "\(hosts.count) Host fields")
        let target = exchange.target.text
        if exchange.method.text == "CONNECT" {
            return try require(exchange.authority == exchange.target && exchange.path.isEmpty, "CONNECT's authority")
        }
        if target == "*" {
            return try require(exchange.path.isEmpty && exchange.authority == hosts.first, "the asterisk's authority")
        }
        var rest = target[...]
        var authority = hosts.first
        if !target.hasPrefix("/") {
            let lowercased = target.lowercased()
            let scheme = lowercased.hasPrefix("http://") ? "http://" : "https://"
            try require(lowercased.hasPrefix(scheme), "the target has no form: \(target)")
            try require(exchange.isHTTPS == (scheme == "https://"), "the target's scheme")
            rest = rest.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != "?" }
            authority = Array(host.utf8)
            rest = rest.dropFirst(host.count)
        }
        let path = rest.prefix { $0 != "?" }
        try require(exchange.authority == authority, "the authority is \(exchange.authority?.text ?? "none")")
        try require(exchange.path == Array(path.utf8), "the path is \(exchange.path.text)")
        try require(exchange.query == Array(rest.dropFirst(path.count + 1).utf8), "the query is \(exchange.query.text)")
    }

    /// RFC 9112 §6.1 to §6.3: one Content-Length of digits, or `chunked` once and alone, or no body.
    private static func checkFraming(
        _ exchange: Conversation.Exchange,
        lengths: [[UInt8]],
        codings: [[UInt8]]
    ) throws(Violation) {
        try require(lengths.count <= 1, "\(lengths.count) Content-Length fields")
        try require(lengths.isEmpty || codings.isEmpty, "both a Content-Length and a Transfer-Encoding")
        if !codings.isEmpty {
            try require(list(codings) == ["chunked"], "the transfer codings are \(list(codings))")
            return try require(exchange.framing == .chunked && exchange.minorVersion > 0, "the framing is not chunked")
        }
        guard let value = lengths.first else {
            return try require(exchange.framing == .none && exchange.body.isEmpty, "a body from nowhere")
        }
        try require(!value.isEmpty && value.allSatisfy(\.isDigit), "the Content-Length is \(value.text)")
        // Any number of zeros may stand in front.
        let digits = value.text.drop { $0 == "0" }
        guard let length = digits.isEmpty ? 0 : Int(digits) else {
            throw Violation(description: "the Content-Length \(value.text) has been taken")
        }
        try require(exchange.framing == (length == 0 ? .none : .length(length)), "the framing is \(exchange.framing)")
        try require(exchange.body.count == length, "the body has \(exchange.body.count) bytes instead of \(length)")
    }

    /// RFC 9112 §9.3.
    private static func checkPersistence(_ exchange: Conversation.Exchange, _ values: [[UInt8]]) throws(Violation) {
        let options = list(values)
        let isPersistent = !options.contains("close") && (exchange.minorVersion > 0 || options.contains("keep-alive"))
        try require(exchange.isPersistent == isPersistent, "the persistence is \(exchange.isPersistent)")
    }
}
