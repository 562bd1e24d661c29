/// A request as a view over bytes that it does not own; the compiler keeps it from outliving them.
package struct Request: ~Escapable {
    package let head: RequestHead
    /// The field lines, in their order.
    package let fields: Span<FieldLine>
    package let bytes: Span<UInt8>
    package let body: Span<UInt8>
    /// Whether it came by TLS, so that its scheme is https.
    package let isSecure: Bool
    /// Which connection it came by: no two of a server have the same number.
    package let connection: UInt64

    /// - Parameters:
    ///   - bytes: what `head` and `fields` were parsed from.
    ///   - body: after any transfer coding has been undone.
    @_lifetime(copy fields, copy bytes, copy body)
    package init(
        head: RequestHead,
        fields: Span<FieldLine>,
        bytes: Span<UInt8>,
        body: Span<UInt8>,
        isSecure: Bool = false,
        connection: UInt64 = 0
    ) {
        self.head = head
        self.fields = fields
        self.bytes = bytes
        self.body = body
        self.isSecure = isSecure
        self.connection = connection
    }

    package var method: Method { head.method }

    /// The path as it was sent, without query; empty for `*`, an authority form and an absolute form without path.
    package var path: Span<UInt8> {
        @_lifetime(copy self) get { bytes.extracting(head.target.path) }
    }

    /// What stands behind the question mark; empty without one.
    package var query: Span<UInt8> {
        @_lifetime(copy self) get { bytes.extracting(head.target.query ?? 0..<0) }
    }

    /// The path or, if there is none, the target without its query, which may hold a secret.
    package var resource: Span<UInt8> {
        @_lifetime(copy self) get { bytes.extracting(head.target.resource) }
    }

    /// The whole target as it was sent.
    package var target: Span<UInt8> {
        @_lifetime(copy self) get { bytes.extracting(head.target.whole) }
    }

    package var methodToken: Span<UInt8> {
        @_lifetime(copy self) get { bytes.extracting(head.methodRange) }
    }

    /// The host and port that the client asks for: those of an absolute target, else the Host field (RFC 9112 §3.3).
    package var authority: Span<UInt8>? {
        @_lifetime(copy self) get {
            if let range = head.target.authority { return bytes.extracting(range) }
            return value(of: .host)
        }
    }

    /// Whether https is asked for: by an absolute target, else by the connection (RFC 9110 §7.1).
    package var isHTTPS: Bool {
        guard head.target.form == .absolute, target.count > 5 else { return isSecure }
        return target.extracting(0..<5).isEqualIgnoringCase(to: "https")
    }

    /// The name of the nth field line, as it was sent.
    @_lifetime(copy self)
    package func fieldName(at index: Int) -> Span<UInt8> {
        let line = fields[index]
        return bytes.extracting(Int(line.nameStart)..<Int(line.nameEnd))
    }

    /// The value of the nth field line, without white space around it.
    @_lifetime(copy self)
    package func fieldValue(at index: Int) -> Span<UInt8> { bytes.extracting(fields[index].valueRange) }

    /// The value of the first field of that name, without white space around it.
    @_lifetime(copy self)
    package func value(of name: FieldName) -> Span<UInt8>? {
        for index in fields.indices where fields[index].name == name {
            return bytes.extracting(fields[index].valueRange)
        }
        return nil
    }

    /// Whether its body has been compressed or the like (RFC 9110 §8.4).
    package var hasEncodedBody: Bool {
        guard body.count > 0, let coding = value(of: .contentEncoding) else { return false }
        return coding.count > 0 && !coding.isEqualIgnoringCase(to: "identity")
    }

    /// How many field lines have that name.
    package func count(of name: FieldName) -> Int {
        var count = 0
        for index in fields.indices where fields[index].name == name { count += 1 }
        return count
    }
}
