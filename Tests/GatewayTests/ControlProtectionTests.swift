import Gateway
import JSON
import TestSupport
import Testing

/// One way to have the control interface do or tell something without being let in.
struct ControlTrick: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands in front of the path, for an absolute target.
    let prefix: String
    /// Field lines, `Host` included.
    let fields: String
    let status: Int
    let version: String

    init(_ name: String, fields: String, status: Int, prefix: String = "", version: String = "1.1") {
        self.name = name
        self.fields = fields
        self.status = status
        self.prefix = prefix
        self.version = version
    }

    var testDescription: String { "\(name): \(prefix.debugDescription) \(fields.debugDescription)" }

    func bytes(_ method: String, _ path: String, body: String) -> [UInt8] {
        Array(
            """
            \(method) \(prefix)/__admin/\(path) HTTP/\(version)\r\n\(fields.isEmpty ? "" : fields + "\r\n")\
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """.utf8
        )
    }
}

/// What guards `/__admin` on a loopback address, and that a refused call has neither told nor changed anything.
@Suite struct ControlProtectionTests {
    private static let own = "Host: localhost:8080"

    /// Names that are not the gateway's, though some of them lead to it.
    static let hosts: [ControlTrick] = [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "evil-localhost",
        "localhost.",
        "localhost.localdomain", "127.0.0.1.", "127.1", "127.0.1", "0x7f.1", "0x7f.0.0.1", "0x7f000001", "2130706433",
        "0177.0.0.1",
        "127.0.0.01", "127.0.0.2", "0.0.0.0", "0", "[::]", "[0:0:0:0:0:0:0:1]", "[::0001]", "[0::1]",
        "[::ffff:127.0.0.1]", "[::127.0.0.1]",
        "[::2]", "[127.0.0.1]", "%6cocalhost", "localhost%2e", "localhost%00", "localhost%20", "", ":8080",
        "api.mypurecloud.com",
        "sub.localhost",
    ].map { ControlTrick("another name", fields: "Host: \($0)", status: 403) }

    /// Heads that are none, and so reach nobody.
    static let malformed: [ControlTrick] = [
        "Host: localhost\r\nHost: localhost", "Host: localhost\r\nHost: evil.example",
        "Host: evil.example\r\nHost: localhost",
        "Host: localhost, evil.example", "Host: evil.example, localhost", "Host: localhost evil.example",
        "Host: evil.example@localhost",
        "Host: localhost@evil.example", "Host: localhost/evil.example", "Host: localhost#", "Host: localhost?",
        "Host: localhost\\",
        "Host: http://localhost", "Host: [::1%25lo]", "Host: [::1%lo]", "Host: [::1]evil.example", "Host: ::1",
        "Host: localhost:x", "Host : localhost",
        "Host: evil.example\r\n Host: localhost", "Host: evil.example\rHost: localhost", "X: y",
        "Host: evil.example\nHost: localhost", "Host: localhost\r\nOrigin : http://localhost", "Host: localhost\u{0}",
        "Host: localhost\r\nSec-Fetch-Site : none", "Host: localhost\r\nContent-Length: 0",
    ].map { ControlTrick("no head", fields: $0, status: 400) }

    /// The target's authority counts, whatever Host says (RFC 9112 §3.2.2).
    static let targets: [ControlTrick] = [
        .init("of another host", fields: "Host: localhost", status: 403, prefix: "http://evil.example"),
        .init("of another host, by https", fields: "Host: localhost", status: 403, prefix: "https://evil.example"),
        .init(
            "of a name that ends so",
            fields: "Host: localhost",
            status: 403,
            prefix: "http://localhost.evil.example"
        ),
        .init("of the name with a dot", fields: "Host: localhost", status: 403, prefix: "http://localhost."),
        .init("of a host that is served", fields: "Host: localhost", status: 403, prefix: "http://api.mypurecloud.com"),
        .init("of an address that is served", fields: "Host: localhost", status: 403, prefix: "http://127.0.0.2"),
        .init("of a short address", fields: "Host: localhost", status: 403, prefix: "http://127.1"),
        .init("of a hexadecimal address", fields: "Host: localhost", status: 403, prefix: "http://0x7f.1"),
        .init("with user information", fields: "Host: localhost", status: 400, prefix: "http://localhost@evil.example"),
        .init("with user information", fields: "Host: localhost", status: 400, prefix: "http://evil.example@localhost"),
        .init("with a password", fields: "Host: localhost", status: 400, prefix: "http://localhost:80@evil.example"),
        .init(
            "with a host for a port",
            fields: "Host: localhost",
            status: 400,
            prefix: "http://localhost:evil.example"
        ),
        .init("with a backslash", fields: "Host: localhost", status: 400, prefix: "http://localhost\\.evil.example"),
        .init("without a host", fields: "Host: localhost", status: 400, prefix: "http://"),
        .init("of another scheme", fields: "Host: localhost", status: 400, prefix: "ftp://localhost"),
        .init("of two slashes", fields: "Host: localhost", status: 400, prefix: "//localhost"),
        .init("of a folder before", fields: "Host: localhost", status: 400, prefix: "/x/.."),
        .init(
            "its own, by a page of another",
            fields: "Host: localhost\r\nOrigin: http://evil.example",
            status: 403,
            prefix: "http://localhost"
        ),
        .init(
            "its own, by another scheme's page",
            fields: "Host: localhost\r\nOrigin: http://localhost",
            status: 403,
            prefix: "https://localhost"
        ),
        .init("no Host at all", fields: "", status: 403, version: "1.0"),
        .init(
            "no Host but others",
            fields: "X-Forwarded-Host: localhost\r\nForwarded: host=localhost",
            status: 403,
            version: "1.0"
        ),
    ]

    /// What proxies tell, and this gateway does not listen to.
    static let hints: [ControlTrick] = [
        "X-Forwarded-Host: localhost", "X-Forwarded-Server: localhost", "X-Host: localhost",
        "X-HTTP-Host-Override: localhost",
        "Forwarded: for=127.0.0.1;host=localhost", "X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1",
        "X-Original-Host: localhost",
        "Via: 1.1 localhost", "Referer: http://localhost/", "Authorization: Bearer x", "Authorization: Basic YTpi",
        "Cookie: admin=1",
    ].map { ControlTrick("a hint", fields: "Host: evil.example\r\n\($0)", status: 403) }

    static let origins: [ControlTrick] =
        [
            "null", "", "http://evil.example", "https://evil.example:8080", "http://localhost", "http://localhost:80",
            "http://localhost:8081",
            "https://localhost:8080", "http://localhost:8080/", "http://localhost:8080/x", "http://localhost:8080#",
            "http://localhost.:8080",
            "http://localhost:8080.evil.example", "http://evil.example:8080", "http://u@localhost:8080",
            "http://localhost:8080@evil.example",
            "http://localhost:8080, http://localhost:8080", "http://localhost:8080 http://evil.example",
            "http://127.0.0.1:8080", "http://[::1]:8080",
            "http:localhost:8080", "//localhost:8080", "localhost:8080", "file://", "about:blank",
            "chrome-extension://abcdefghijklmnop",
            "http://LOCALHOST:8080\u{131}", "http://localhos\u{17F}:8080",
        ].map { ControlTrick("another origin", fields: "\(own)\r\nOrigin: \($0)", status: 403) } + [
            ControlTrick(
                "two origins",
                fields: "\(own)\r\nOrigin: http://localhost:8080\r\nOrigin: http://localhost:8080",
                status: 403
            ),
            ControlTrick(
                "two origins",
                fields: "\(own)\r\nOrigin: http://localhost:8080\r\nOrigin: http://evil.example",
                status: 403
            ),
            ControlTrick(
                "two origins",
                fields: "\(own)\r\nOrigin: http://evil.example\r\norigin: http://localhost:8080",
                status: 403
            ),
        ]

    static let sites: [ControlTrick] =
        [
            "cross-site", "same-site", "", "None", "NONE", "Same-Origin", "SAME-ORIGIN", "same-origin, none",
            "none,none", "none;a", "\"none\"",
            "?1", "same-origin\tx", "same_origin",
        ].map { ControlTrick("another site", fields: "\(own)\r\nSec-Fetch-Site: \($0)", status: 403) } + [
            ControlTrick("two sites", fields: "\(own)\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: none", status: 403),
            ControlTrick(
                "two sites",
                fields: "\(own)\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
                status: 403
            ),
            ControlTrick(
                "two sites",
                fields: "\(own)\r\nSec-Fetch-Site: cross-site\r\nsec-fetch-site: same-origin",
                status: 403
            ),
            ControlTrick(
                "a site behind a good origin",
                fields: "\(own)\r\nOrigin: http://localhost:8080\r\nSec-Fetch-Site: cross-site",
                status: 403
            ),
            ControlTrick(
                "an origin behind a good site",
                fields: "\(own)\r\nSec-Fetch-Site: same-origin\r\nOrigin: null",
                status: 403
            ),
        ]

    /// As browsers send them for a page of another site.
    static let pages: [ControlTrick] = [
        .init(
            "a form",
            fields: "\(own)\r\nOrigin: http://evil.example\r\nContent-Type: application/x-www-form-urlencoded",
            status: 403
        ),
        .init("a form of a sandboxed frame", fields: "\(own)\r\nOrigin: null\r\nContent-Type: text/plain", status: 403),
        .init(
            "a form with a file",
            fields: "\(own)\r\nOrigin: http://evil.example\r\nContent-Type: multipart/form-data; boundary=b",
            status: 403
        ),
        .init(
            "fetch without cors",
            fields: "\(own)\r\nOrigin: http://evil.example\r\nSec-Fetch-Mode: no-cors\r\nContent-Type: text/plain",
            status: 403
        ),
        .init(
            "a picture",
            fields:
                "\(own)\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\nReferer: http://evil.example/",
            status: 403
        ),
        .init(
            "a link",
            fields: "\(own)\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1",
            status: 403
        ),
        .init(
            "a script",
            fields: "\(own)\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script",
            status: 403
        ),
        .init(
            "a beacon",
            fields:
                "\(own)\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\nContent-Type: text/plain;charset=UTF-8",
            status: 403
        ),
        .init(
            "a name that was made to point here",
            fields: "Host: evil.example:8080\r\nOrigin: http://evil.example:8080\r\nSec-Fetch-Site: same-origin",
            status: 403
        ),
        .init(
            "a socket",
            fields:
                "\(own)\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            status: 403
        ),
        .init(
            "a local network request",
            fields: "\(own)\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Private-Network: true",
            status: 403
        ),
    ]

    /// All that can be asked; none of it may come about.
    private static let calls = [
        ("PATCH", "settings", #"{"offset": "1h", "tolerance": "5s"}"#), ("GET", "settings", ""),
        ("POST", "clock", #"{"freeze": "now"}"#),
        ("POST", "reset", ""), ("POST", "reload", ""), ("GET", "requests", ""), ("GET", "requests?wait=5m", ""),
        ("DELETE", "requests", ""),
        ("POST", "requests/verify", "{}"), ("POST", "tokens", "{}"), ("POST", "tokens", #"{"code": true}"#),
        ("POST", "tokens/inspect", #"{"token": "a"}"#), ("POST", "tokens/revoke", #"{"tokenId": "a"}"#),
        ("GET", "clients", ""),
        ("PUT", "clients/a", "{}"), ("PATCH", "clients/kept", #"{"offset": "1h"}"#), ("DELETE", "clients/kept", ""),
        ("POST", "clients/kept/clock", #"{"freeze": "now"}"#), ("GET", "faults", ""),
        ("POST", "faults", #"{"status": 503}"#),
        ("PUT", "faults", #"{"faults": []}"#), ("DELETE", "faults", ""), ("DELETE", "faults/kept", ""),
        ("GET", "openapi.json", ""),
        ("OPTIONS", "settings", ""), ("HEAD", "settings", ""), ("GET", "nothing", ""), ("BREW", "settings", ""),
    ]

    @Test(arguments: hosts) func refusesHosts(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: malformed) func refusesHeads(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: targets) func refusesTargets(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: hints) func ignoresHints(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: origins) func refusesOrigins(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: sites) func refusesSites(trick: ControlTrick) throws { try check(trick) }
    @Test(arguments: pages) func refusesPages(trick: ControlTrick) throws { try check(trick) }

    private func check(_ trick: ControlTrick) throws {
        let gateway = try TestGateway()
        _ = try gateway.control("PUT", "clients/kept", body: #"{"offset": "7ms"}"#)
        _ = try gateway.control("POST", "faults", body: #"{"name": "kept", "path": "/api/v2/none", "status": 503}"#)
        let (access, refresh) = try gateway.userTokens()
        let before = try Self.state(gateway)
        for (method, path, body) in Self.calls {
            let answer = try gateway.answer(to: trick.bytes(method, path, body: body))
            #expect(answer.status == trick.status, "\(method) \(path)")
            #expect(answer.deferral == nil)
            // Nothing but why; and what a browser may read of it is nothing.
            #expect(
                answer.json?.object?.keys == ["error"] || answer.json?["code"] == "bad.request"
                    || answer.json?["code"] == "not.authorized",
                "\(method) \(path): \(answer.body)"
            )
            #expect(!answer.body.contains("offsetMs") && !answer.body.contains(access))
            if answer.json?["error"] != nil {
                #expect(!answer.fields.contains { $0.name.hasPrefix("Access-Control-") })
            }
        }
        #expect(try Self.state(gateway) == before)
        // Neither forgotten nor revoked.
        #expect(try gateway.summary(access).status == 200)
        #expect(try gateway.token("grant_type=refresh_token&refresh_token=\(refresh)").status == 200)
    }

    private static func state(_ gateway: TestGateway) throws -> [String] {
        try ["settings", "clients", "faults", "requests?path=/oauth/token"].map { try gateway.control("GET", $0).body }
    }

    /// The same calls by a client that may make them: so the table above refuses for its reasons and no others.
    @Test(arguments: [
        "Host: localhost", "Host: LocalHost:8080", "Host: localhost:", "Host: localhost:99999", "Host: 127.0.0.1:1",
        "Host: [::1]:8080",
        "Host: localhost\r\nOrigin: http://localhost", "Host: localhost:8080\r\nOrigin: HTTP://LOCALHOST:8080",
        "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\nSec-Fetch-Site: same-origin",
        "Host: localhost\r\nSec-Fetch-Site: none",
        "Host: localhost\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example",
        "Host: localhost\r\nReferer: http://evil.example/",
        "Host: localhost\r\nContent-Type: text/plain",
    ])
    func admits(fields: String) throws {
        for (method, path, body) in Self.calls {
            let gateway = try TestGateway()
            _ = try gateway.control("PUT", "clients/kept", body: #"{"offset": "7ms"}"#)
            _ = try gateway.control("POST", "faults", body: #"{"name": "kept", "status": 503}"#)
            let answer = try gateway.answer(
                to: ControlTrick("", fields: fields, status: 200).bytes(method, path, body: body)
            )
            #expect(
                answer.status < 300 || answer.deferral != nil || ["nothing", "settings"].contains(path),
                "\(method) \(path): \(answer.body)"
            )
            #expect(answer["Access-Control-Allow-Origin"] == nil)
        }
    }

    /// A method that a field names is not the method.
    @Test func overridesNoMethod() throws {
        let gateway = try TestGateway()
        let before = try gateway.control("GET", "settings").body
        for name in ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"] {
            let fields = [(name, "PATCH")]
            #expect(
                try gateway.send("GET", "/__admin/settings", fields: fields, body: #"{"offset": "1h"}"#).body == before
            )
            #expect(
                try gateway.send("POST", "/__admin/settings", fields: fields, body: #"{"offset": "1h"}"#).status == 405
            )
        }
        #expect(try gateway.send("GET", "/__admin/settings?_method=PATCH", body: #"{"offset": "1h"}"#).body == before)
    }

    // With an admin token.

    private static let token = "sesame-0123456789"

    private func guarded() throws -> TestGateway { try TestGateway { $0.controlAccess = .token(Self.token) } }

    /// It stands in for the host, and for nothing else.
    @Test(arguments: [
        ("Host: any.example\r\nAuthorization: Bearer sesame-0123456789", 200),
        ("Host:\r\nAuthorization: Bearer sesame-0123456789", 200),
        ("Host: any.example\r\nAuthorization: bEARER  sesame-0123456789", 200), ("Host: localhost", 401),
        ("Host: 127.0.0.1", 401),
        ("Host: localhost\r\nAuthorization: Bearer", 401),
        ("Host: localhost\r\nAuthorization: Bearersesame-0123456789", 401),
        ("Host: localhost\r\nAuthorization: Bearer sesame-012345678", 401),
        ("Host: localhost\r\nAuthorization: Bearer sesame-01234567899", 401),
        ("Host: localhost\r\nAuthorization: Bearer Sesame-0123456789", 401),
        ("Host: localhost\r\nAuthorization: Bearer sesame-0123456789,", 401),
        ("Host: localhost\r\nAuthorization: Bearer \"sesame-0123456789\"", 401),
        ("Host: localhost\r\nAuthorization: Bearer *", 401),
        ("Host: localhost\r\nAuthorization: Basic sesame-0123456789", 401),
        ("Host: localhost\r\nAuthorization: sesame-0123456789", 401),
        ("Host: localhost\r\nAuthorization: Bearer sesame-0123456789\r\nAuthorization: Bearer sesame-0123456789", 401),
        ("Host: localhost\r\nAuthorization: Bearer x\r\nAuthorization: Bearer sesame-0123456789", 401),
        ("Host: localhost\r\nProxy-Authorization: Bearer sesame-0123456789", 401),
        ("Host: localhost\r\nX-Admin-Token: sesame-0123456789", 401),
        ("Host: localhost\r\nCookie: token=sesame-0123456789", 401),
        ("Host: a\r\nOrigin: http://evil.example\r\nAuthorization: Bearer sesame-0123456789", 403),
        ("Host: a\r\nOrigin: null\r\nAuthorization: Bearer sesame-0123456789", 403),
        ("Host: a\r\nSec-Fetch-Site: cross-site\r\nAuthorization: Bearer sesame-0123456789", 403),
    ])
    func asksForItsToken(fields: String, status: Int) throws {
        let gateway = try guarded()
        for (method, path, body) in Self.calls
        where status != 200 || path == "settings" && ["GET", "PATCH"].contains(method) {
            let answer = try gateway.answer(
                to: ControlTrick("", fields: fields, status: status).bytes(method, path, body: body)
            )
            #expect(answer.status == status, "\(method) \(path)")
            #expect((answer["WWW-Authenticate"] != nil) == (status == 401))
        }
    }

    /// Right or wrong, the token is never repeated: not in an answer, the log, the journal or the settings.
    @Test func keepsItsTokenToItself() throws {
        let gateway = try guarded()
        let bearer = ("Authorization", "Bearer \(Self.token)")
        var told: [TestAnswer] = []
        for path in [
            "settings", "requests", "clients", "faults", "openapi.json", "health", "nothing",
            "settings?token=\(Self.token)",
        ] {
            for fields in [[bearer], [], [bearer, bearer], [("Authorization", "Basic \(Self.token)")]] {
                told.append(try gateway.send("GET", "/__admin/\(path)", fields: fields))
            }
        }
        told.append(try gateway.send("PATCH", "/__admin/settings", fields: [bearer], body: #"{"offset": "x"}"#))
        told.append(
            try gateway.send("POST", "/__admin/tokens/inspect", fields: [bearer], body: #"{"token": "\#(Self.token)"}"#)
        )
        // Here it does not belong.
        told.append(try gateway.send("GET", TestGateway.summary, fields: [bearer]))
        told.append(try gateway.send("GET", "\(TestGateway.summary)?admin_token=\(Self.token)"))
        told.append(try gateway.send("GET", "http://localhost?admin_token=\(Self.token)"))
        told.append(try gateway.answer(to: Array("GET http://localhost?token=\(Self.token) HTTP/1.1\r\n\r\n".utf8)))
        told.append(
            try gateway.answer(
                to: Array(
                    "GET /__admin/settings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(Self.token)\r\nX\r\n\r\n".utf8
                )
            )
        )
        told.append(try gateway.send("GET", "/__admin/requests", fields: [bearer]))
        for answer in told {
            #expect(!answer.body.contains(Self.token), "\(answer.body)")
            #expect(!answer.fields.contains { $0.value.contains(Self.token) })
        }
        #expect(told.last?.json?["requests"]?.array?.isEmpty == false)
        #expect(!gateway.log.all.isEmpty)
        for line in gateway.log.all { #expect(!line.contains(Self.token), "\(line)") }
    }
}
