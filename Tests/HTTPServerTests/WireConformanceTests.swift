import HTTPServer
import TestSupport
import Testing

/// One rule that takes a connection to keep: what is sent, and every answer that comes.
struct WireRow: Sendable, CustomTestStringConvertible {
    let rule: String
    let request: String
    let statuses: [Int]
    let closes: Bool
    /// Fields of the last answer; nil is for one that must not be there.
    let fields: [(name: String, value: String?)]

    init(
        _ rule: String,
        sent request: String,
        statuses: [Int],
        closes: Bool = false,
        fields: [(name: String, value: String?)] = []
    ) {
        self.rule = rule
        self.request = request
        self.statuses = statuses
        self.closes = closes
        self.fields = fields
    }

    var testDescription: String { "\(rule): \(request.prefix(80).debugDescription)" }
}

/// RFC 9112 and RFC 9110 by a gateway behind its server.
@Suite struct WireConformanceTests {
    private static let health = "GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private static func ask(_ line: String, fields: String = "", body: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\(body)"
    }

    private static let form = "Authorization: Basic YTpi\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    private static let keepsOn: [(name: String, value: String?)] = [("Connection", "keep-alive")]
    private static let ends: [(name: String, value: String?)] = [("Connection", "close"), ("Keep-Alive", nil)]

    static let connections: [WireRow] = [
        .init("9112 §9.3: HTTP/1.1 goes on", sent: health + health, statuses: [200, 200], fields: keepsOn),
        .init(
            "9112 §9.3: and a later version",
            sent: health.replacing("1.1", with: "1.3"),
            statuses: [200],
            fields: keepsOn
        ),
        .init(
            "9112 §9.3: HTTP/1.0 ends",
            sent: health.replacing("1.1", with: "1.0"),
            statuses: [200],
            closes: true,
            fields: ends
        ),
        .init(
            "9112 §9.3: but on demand",
            sent: "GET /__admin/health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            statuses: [200],
            fields: keepsOn
        ),
        .init(
            "9112 §9.6: close ends it",
            sent: ask("GET /__admin/health", fields: "Connection: close\r\n"),
            statuses: [200],
            closes: true,
            fields: ends
        ),
        .init(
            "9112 §9.6: whatever stands beside it",
            sent: ask("GET /__admin/health", fields: "Connection: keep-alive, CLOSE\r\n"),
            statuses: [200],
            closes: true,
            fields: ends
        ),
        .init(
            "9112 §9.6: nothing is read behind it",
            sent: ask("GET /__admin/health", fields: "Connection: close\r\n") + health,
            statuses: [200],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §7.6.1: other options are not known",
            sent: ask("GET /__admin/health", fields: "Connection: X, closed\r\nX: y\r\n"),
            statuses: [200],
            fields: keepsOn
        ),
        .init(
            "9112 §9.3.2: answers in order, up to a bad request",
            sent: health + ask("GET /api/v2/users/me") + ask("GET /none") + "GET / HTTP/1.1\r\n\r\n" + health,
            statuses: [200, 401, 404, 400],
            closes: true,
            fields: ends
        ),
        .init(
            "9112 §2.2: an empty line between requests",
            sent: health + "\r\n" + health,
            statuses: [200, 200],
            fields: keepsOn
        ),
        .init(
            "9110 §7.8: no upgrade to HTTP/2",
            sent: ask(
                "GET /__admin/health",
                fields: "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
            ) + health,
            statuses: [200, 200],
            fields: keepsOn + [("Upgrade", nil)]
        ),
        .init(
            "9110 §7.8: nor to WebSocket",
            sent: ask(
                "GET /__admin/health",
                fields:
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            ),
            statuses: [200],
            fields: keepsOn + [("Upgrade", nil), ("Sec-WebSocket-Accept", nil)]
        ),
        .init(
            "9113 §3.4: no HTTP/2 by prior knowledge",
            sent: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            statuses: [505],
            closes: true,
            fields: ends
        ),
        .init("9112 §2.3: no HTTP/0.9", sent: "GET /\r\n", statuses: [400], closes: true, fields: ends),
    ]

    static let semantics: [WireRow] = [
        .init(
            "9110 §9.3.7: OPTIONS of the server",
            sent: ask("OPTIONS *") + health,
            statuses: [204, 200],
            fields: keepsOn
        ),
        .init(
            "9110 §9.3.7: tells the methods",
            sent: ask("OPTIONS *"),
            statuses: [204],
            fields: [("Allow", "GET, HEAD, OPTIONS"), ("Content-Length", nil)]
        ),
        .init(
            "9110 §9.3.7: and of a resource",
            sent: ask("OPTIONS /oauth/token"),
            statuses: [204],
            fields: [("Allow", "POST, OPTIONS")]
        ),
        .init(
            "9110 §9.3.7: which may ask for a token",
            sent: ask("OPTIONS /api/v2/users/me"),
            statuses: [401],
            fields: [("WWW-Authenticate", #"Bearer realm="mock-gateway""#)]
        ),
        .init(
            "9110 §15.5.6: 405 with Allow",
            sent: ask("DELETE /"),
            statuses: [405],
            fields: [("Allow", "GET, HEAD, OPTIONS")]
        ),
        .init(
            "9110 §15.5.6: of the login side",
            sent: ask("GET /oauth/token"),
            statuses: [405],
            fields: [("Allow", "POST, OPTIONS")]
        ),
        .init(
            "9110 §15.5.6: of the control interface",
            sent: ask("PUT /__admin/health"),
            statuses: [405],
            fields: [("Allow", "GET")]
        ),
        .init(
            "9110 §9.1: a method that nobody knows",
            sent: ask("BREW /oauth/token"),
            statuses: [405],
            fields: [("Allow", "POST, OPTIONS")]
        ),
        .init("9110 §9.1: in another case", sent: ask("post /oauth/token", fields: form), statuses: [405]),
        .init(
            "9110 §9.3.8: TRACE reflects nothing",
            sent: ask("TRACE /", fields: "X: secret\r\n"),
            statuses: [405],
            fields: [("Content-Type", "application/json")]
        ),
        .init(
            "9110 §15.5.2: 401 with a challenge",
            sent: ask("GET /api/v2/users/me"),
            statuses: [401],
            fields: [("WWW-Authenticate", #"Bearer realm="mock-gateway""#)]
        ),
        .init(
            "9112 §3.2.2: the absolute form, whatever Host says",
            sent: "GET http://localhost/__admin/health HTTP/1.1\r\nHost: b\r\n\r\n",
            statuses: [200]
        ),
        .init(
            "9110 §4.2.3: without a path",
            sent: "GET http://localhost HTTP/1.1\r\nHost: b\r\n\r\n",
            statuses: [200],
            fields: [("Content-Type", "text/plain; charset=utf-8")]
        ),
        .init(
            "9112 §3.2.2: of another host",
            sent: "GET http://b/__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            statuses: [403]
        ),
        .init(
            "9112 §3.2.3: no tunnel without TLS",
            sent: "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n",
            statuses: [501]
        ),
        .init("9112 §3.2.4: an asterisk of another method", sent: ask("GET *"), statuses: [400], closes: true),
        .init(
            "9110 §8.6: a body of GET is a body",
            sent: ask("GET /__admin/health", fields: "Content-Length: 5\r\n", body: "hello") + health,
            statuses: [200, 200]
        ),
        .init(
            "9110 §8.6: and one of HEAD's friends",
            sent: ask("DELETE /", fields: "Content-Length: \(health.utf8.count)\r\n", body: health) + health,
            statuses: [405, 200]
        ),
        .init(
            "9112 §7.1: a form in chunks",
            sent: ask(
                "POST /oauth/token",
                fields: form + "Transfer-Encoding: chunked\r\n",
                body: "1D\r\ngrant_type=client_credentials\r\n0\r\n\r\n"
            ),
            statuses: [200]
        ),
        .init(
            "9110 §6.5.1: a trailer is no field",
            sent: ask(
                "GET /api/v2/users/me",
                fields: "Trailer: Authorization\r\nTransfer-Encoding: chunked\r\n",
                body: "0\r\nAuthorization: Bearer a\r\nHost: b\r\nConnection: close\r\n\r\n"
            )
                + health,
            statuses: [401, 200],
            fields: keepsOn
        ),
        .init(
            "9110 §6.5.1: nor does it say who asks",
            sent: ask(
                "POST /oauth/token",
                fields: "Transfer-Encoding: chunked\r\n",
                body: "1D\r\ngrant_type=client_credentials\r\n0\r\n\(form)\r\n"
            ),
            statuses: [400]
        ),
    ]

    static let limits: [WireRow] = [
        .init(
            "9112 §3: a target beyond 8 KiB",
            sent: ask("GET /" + String(repeating: "a", count: 8192)),
            statuses: [414],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §5.4: a head beyond 32 KiB",
            sent: ask("GET /", fields: "X: " + String(repeating: "a", count: 32 * 1024)),
            statuses: [431],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §5.4: more than 100 fields",
            sent: ask("GET /", fields: String(repeating: "X: y\r\n", count: 100)),
            statuses: [431],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §15.5.14: a body beyond 1 MiB",
            sent: ask("POST /oauth/token", fields: "Content-Length: 1048577\r\n"),
            statuses: [413],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §15.5.14: or a chunk",
            sent: ask("POST /oauth/token", fields: "Transfer-Encoding: chunked\r\n", body: "100001\r\n"),
            statuses: [413],
            closes: true,
            fields: ends
        ),
        .init(
            "9112 §6.1: a coding that is not known",
            sent: ask("POST /oauth/token", fields: "Transfer-Encoding: gzip\r\n"),
            statuses: [501],
            closes: true,
            fields: ends
        ),
        .init(
            "9110 §10.1.1: an expectation that cannot be met",
            sent: ask("POST /oauth/token", fields: "Expect: x\r\n"),
            statuses: [417],
            closes: true,
            fields: ends
        ),
    ]

    @Test(arguments: connections) func keepsConnections(row: WireRow) throws { try check(row) }
    @Test(arguments: semantics) func answers(row: WireRow) throws { try check(row) }
    @Test(arguments: limits) func keepsLimits(row: WireRow) throws { try check(row) }

    /// Sends it whole and, if that takes no more than moments, byte by byte.
    private func check(_ row: WireRow) throws {
        let gateway = try LiveGateway()
        let bytes = Array(row.request.utf8)
        for size in bytes.count < 1000 ? [bytes.count, 1] : [bytes.count] {
            let client = try gateway.client()
            for start in stride(from: 0, to: bytes.count, by: size) {
                try client.send(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            var last: TestAnswer?
            for status in row.statuses {
                last = try client.answer()
                #expect(last?.status == status)
            }
            for (name, value) in row.fields { #expect(last?[name] == value, "\(name)") }
            if row.closes {
                #expect(try client.rest() == "")
            } else {
                try client.send(Self.health)
                #expect(try client.answer().body == #"{"status":"ok"}"#)
            }
        }
    }

    // Tests that do not fit into a row.

    /// RFC 9110 §9.3.2: the fields of GET, and no content, whatever the status.
    @Test(arguments: [
        "/", "/__admin/health", "/api/v2/users/me", "/none", "/oauth/token", "/__admin/settings", "/api/v2/%2F",
    ])
    func answersHeadAsGet(path: String) throws {
        let gateway = try LiveGateway()
        let client = try gateway.client()
        try client.send(Self.ask("GET \(path)"))
        let whole = try client.answer()
        #expect(!whole.body.isEmpty)
        try client.send(Self.ask("HEAD \(path)") + Self.health)
        let head = try client.answer(isHead: true)
        #expect(head.status == whole.status && head["Content-Type"] == whole["Content-Type"])
        #expect(head["Content-Length"] == whole["Content-Length"])
        #expect(try client.answer().body == #"{"status":"ok"}"#)
    }

    /// RFC 9110 §9.3.2: no content even if the request is refused before its path is looked at.
    @Test(arguments: [
        "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx", "HEAD / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
    ])
    func refusesHeadWithoutContent(request: String) throws {
        let gateway = try LiveGateway()
        let client = try gateway.client()
        try client.send(request)
        let answer = try client.answer(isHead: true)
        #expect(answer.status == 400 && answer["Connection"] == "close" && answer["Content-Length"] != "0")
        #expect(try client.rest() == "")
    }

    /// RFC 9110 §10.1.1: a body that is invited, one that is not waited for, and one that is not wanted.
    @Test func meetsAnExpectation() throws {
        let gateway = try LiveGateway()
        let client = try gateway.client()
        let body = "grant_type=client_credentials"
        let head = Self.ask(
            "POST /oauth/token",
            fields: Self.form + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n"
        )
        try client.send(head)
        #expect(try client.answer().status == 100)
        #expect(client.isQuiet)
        try client.send(body)
        #expect(try client.answer().status == 200)
        try client.send(head + body)
        #expect(try client.answer().status == 200)
        try client.send(Self.ask("POST /oauth/token", fields: "Expect: 100-continue\r\nContent-Length: 9999999\r\n"))
        #expect(try client.answer().status == 413)
        #expect(try client.rest() == "")
    }

    /// RFC 9112 §8, §9.5: a client that leaves in the middle leaves nothing behind, and keeps nobody waiting.
    @Test(arguments: [
        "G", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "\r\n",
    ])
    func survivesAnEarlyEnd(start: String) throws {
        let gateway = try LiveGateway(limits: { $0.connections = 1 })
        for end in ["half", "close", "reset"] {
            do {
                let client = try connect(gateway)
                try client.send(start)
                if end == "half" {
                    client.finishSending()
                    #expect(try client.rest() == "")
                } else if end == "reset" {
                    client.resetWhenClosed()
                }
            }
            // There is one place, and it is free again.
            _ = try connect(gateway)
        }
    }

    private struct PlaceTaken: Error {}

    /// A client that has been let in, which its first answer proves; bounded, for the one before may just be leaving.
    private func connect(_ gateway: LiveGateway) throws -> RawClient {
        for _ in 0..<10_000 {
            let client = try gateway.client()
            try client.send(Self.health)
            if (try? client.answer())?.status == 200 { return client }
        }
        throw PlaceTaken()
    }
}
