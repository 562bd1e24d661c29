import HTTPMessages
import Testing

@Suite struct RequestHeadTests {
    private func parse(_ text: String) throws(RequestError) -> (RequestHead, HeadTable.Outcome) {
        var table = HeadTable()
        let outcome = try table.parse(Array(text.utf8).span)
        return (table.head, outcome)
    }

    static let get = """
        GET /api/v2/users/me?expand=a%2Cb HTTP/1.1\r
        Host: localhost:8080\r
        AUTHORIZATION:  Bearer abc \t\r
        Accept: application/json\r
        \r

        """

    @Test func readsAHead() throws {
        let bytes = Array(Self.get.utf8)
        try bytes.withRequest { request in
            #expect(request.method == .get)
            #expect(request.path.text == "/api/v2/users/me")
            #expect(request.target.text == "/api/v2/users/me?expand=a%2Cb")
            #expect(request.query.text == "expand=a%2Cb")
            #expect(request.value(of: .authorization)?.text == "Bearer abc")
            #expect(request.value(of: .contentType)?.text == nil)
            #expect(request.authority?.text == "localhost:8080")
            #expect(request.head.isPersistent)
            #expect(request.head.endOffset == bytes.count)
        }
    }

    /// A head that comes again is not read again; one that differs in any byte is.
    @Test(arguments: 0..<get.utf8.count)
    func knowsOnlyTheHeadThatCameLast(changed index: Int) throws {
        let good = Array(Self.get.utf8)
        var table = HeadTable()
        #expect(try table.parse(good.span) == .complete)
        let number = table.head.number
        #expect(number != 0)
        let followed = good + Array("GET /b".utf8)
        #expect(try table.parse(followed.span) == .complete)
        #expect(table.head.number == number && table.head.endOffset == good.count)

        var other = good
        other[index] ^= 0x01
        var fresh = HeadTable()
        #expect(outcome(&table, other) == outcome(&fresh, other))
        #expect(
            table.head.number != number && table.head.target == fresh.head.target
                && table.head.method == fresh.head.method
        )
        // Whatever came in between, a number stands for one head.
        let cut = Array(good.prefix(index))
        #expect(try table.parse(cut.span) == .incomplete)
        #expect(table.head.number == 0)
        #expect(try table.parse(good.span) == .complete)
        #expect(table.head.number != number)
    }

    private func outcome(_ table: inout HeadTable, _ bytes: [UInt8]) -> String {
        do throws(RequestError) {
            return "\(try table.parse(bytes.span))"
        } catch {
            return "\(error)"
        }
    }

    /// Every cut of a good head asks for more bytes, wherever the network splits it.
    @Test(arguments: 0..<get.utf8.count)
    func asksForMore(afterBytes count: Int) throws {
        var table = HeadTable()
        #expect(try table.parse(Array(Self.get.utf8.prefix(count)).span) == .incomplete)
    }

    /// Whatever one byte becomes, there is an answer: a head, a wait or an error, and never a head of other length.
    @Test func survivesEveryChangeOfOneByte() {
        let good = Array(Self.get.utf8)
        var outcomes: [String: Int] = [:]
        var table = HeadTable()
        for index in good.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = good
                bytes[index] = byte
                do throws(RequestError) {
                    let outcome = try table.parse(bytes.span)
                    if outcome == .complete { #expect(table.head.endOffset <= bytes.count) }
                    outcomes["\(outcome)", default: 0] += 1
                } catch {
                    outcomes["refused", default: 0] += 1
                }
            }
        }
        #expect(outcomes.values.reduce(0, +) == good.count * 256)
        #expect((outcomes["refused"] ?? 0) > good.count * 30)
    }

    @Test(
        arguments: [
            ("Content-Length: 0", .none), ("Content-Length: 0005", .length(5)),
            ("Content-Length: 1048576", .length(1_048_576)),
            ("Transfer-Encoding: Chunked", .chunked), ("transfer-encoding: , chunked ,", .chunked), ("X: y", .none),
        ] as [(String, BodyFraming)]
    )
    func readsFraming(fields: String, framing: BodyFraming) throws {
        #expect(try parse("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n").0.framing == framing)
    }

    @Test(arguments: [
        ("1.1", "X: y", true), ("1.1", "Connection: close", false), ("1.1", "Connection: Keep-Alive, CLOSE", false),
        ("1.1", "Connection: close2", true), ("1.0", "X: y", false), ("1.0", "Connection: keep-alive", true),
        ("1.0", "Connection: keep-alive, close", false), ("1.1", "Connection: a\r\nConnection: close", false),
        ("1.0", "Connection: close\r\nConnection: keep-alive", false),
    ])
    func knowsWhetherTheConnectionLasts(version: String, fields: String, isPersistent: Bool) throws {
        #expect(try parse("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n").0.isPersistent == isPersistent)
    }

    @Test(
        arguments: [
            ("GET http://api.example:80/a?b HTTP/1.1", .absolute, "/a", "api.example:80"),
            ("GET HTTPS://[::1]:8443 HTTP/1.1", .absolute, "", "[::1]:8443"),
            ("GET http://a?b HTTP/1.1", .absolute, "", "a"),
            ("OPTIONS * HTTP/1.1", .asterisk, "", "host"),
            ("CONNECT api.example:443 HTTP/1.1", .authority, "", "api.example:443"),
            ("GET //a//b?c?d HTTP/1.1", .origin, "//a//b", "host"),
        ] as [(String, RequestTarget.Form, String, String)]
    )
    func readsTargets(line: String, form: RequestTarget.Form, path: String, authority: String) throws {
        try Array("\(line)\r\nHost: host\r\n\r\n".utf8).withRequest { request in
            #expect(request.head.target.form == form)
            #expect(request.path.text == path)
            #expect(request.authority?.text == authority)
        }
    }

    @Test(arguments: [("1.0", 0), ("1.1", 1), ("1.7", 7)])
    func readsVersions(text: String, minor: Int) throws {
        #expect(try parse("GET / HTTP/\(text)\r\nHost: a\r\n\r\n").0.minorVersion == minor)
    }

    // Both sides of every limit.

    @Test(arguments: [(8192, nil), (8193, .targetTooLong)] as [(Int, RequestError?)])
    func limitsTheTarget(length: Int, error: RequestError?) {
        let target = "/" + String(repeating: "a", count: length - 1)
        expect(error, "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    @Test(arguments: [(100, nil), (101, .tooManyFields)] as [(Int, RequestError?)])
    func limitsTheFields(count: Int, error: RequestError?) {
        let fields = String(repeating: "X: y\r\n", count: count - 1)
        expect(error, "GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
    }

    @Test(arguments: [(32 * 1024, nil), (32 * 1024 + 1, .headTooLarge)] as [(Int, RequestError?)])
    func limitsTheHead(size: Int, error: RequestError?) {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let text = start + String(repeating: "x", count: size - start.utf8.count - 4) + "\r\n\r\n"
        expect(error, text)
    }

    @Test(arguments: [(32, nil), (33, .malformedMethod)] as [(Int, RequestError?)])
    func limitsTheMethod(length: Int, error: RequestError?) {
        expect(error, String(repeating: "M", count: length) + " / HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    private func expect(_ error: RequestError?, _ text: String, _ place: SourceLocation = #_sourceLocation) {
        do throws(RequestError) {
            let (_, outcome) = try parse(text)
            #expect(error == nil && outcome == .complete, sourceLocation: place)
        } catch let thrown {
            #expect(thrown == error, sourceLocation: place)
        }
    }

    /// A head that never ends is refused at its limit, not gathered for ever.
    @Test func refusesAnEndlessHead() {
        #expect(throws: RequestError.headTooLarge) {
            try parse("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 32 * 1024))
        }
    }
}

extension [UInt8] {
    func withRequest(_ body: (Request) throws -> Void) throws {
        var table = HeadTable()
        try #require(try table.parse(span) == .complete)
        try body(
            Request(
                head: table.head,
                fields: table.fields.span,
                bytes: span,
                body: span.extracting(table.head.endOffset..<count)
            )
        )
    }
}
