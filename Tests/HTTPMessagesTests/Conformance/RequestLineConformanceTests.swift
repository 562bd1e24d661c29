import HTTPMessages
import Testing

/// RFC 9112 §2.2, §2.3 and §3: the request line, in which one space, and nothing else, separates the parts.
@Suite struct RequestLineConformanceTests {
    private static func line(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

    static let good: [ConformanceRow] = [
        .init("9110 §9.1: a method is any token", sent: line("BREW / HTTP/1.1"), .reads(["BREW / "])),
        .init("9110 §9.1: of any characters", sent: line("!#$%&'*+-.^_`|~ / HTTP/1.1"), .reads(["!#$%&'*+-.^_`|~ / "])),
        .init("9110 §9.1: methods are case-sensitive", sent: line("get / HTTP/1.1"), .reads(["get / "])),
        .init(
            "9112 §2.2: empty lines before it are skipped",
            sent: "\r\n\r\n" + line("GET / HTTP/1.1"),
            .reads(["GET / "])
        ),
        .init("9112 §3.2.1: origin form", sent: line("GET /a/b?c=/d%20e HTTP/1.1"), .reads(["GET /a/b?c=/d%20e "])),
        .init("9112 §3.2.1: two slashes are a path", sent: line("GET //a/b HTTP/1.1"), .reads(["GET //a/b "])),
        .init("9112 §3.2.1: an empty query", sent: line("GET /? HTTP/1.1"), .reads(["GET /? "])),
        .init(
            "9112 §3.2.1: visible characters",
            sent: line(#"GET /;a=*,|"<>^`{}\ HTTP/1.1"#),
            .reads([#"GET /;a=*,|"<>^`{}\ "#])
        ),
        .init("9112 §3.2.2: absolute form", sent: line("GET http://b/c HTTP/1.1"), .reads(["GET http://b/c "])),
        .init("9112 §3.2.2: of any case", sent: line("GET HtTpS://B:443/ HTTP/1.1"), .reads(["GET HtTpS://B:443/ "])),
        .init("9112 §3.2.2: without path", sent: line("GET http://b HTTP/1.1"), .reads(["GET http://b "])),
        .init("9110 §4.2.1: an empty port", sent: line("GET http://b:/ HTTP/1.1"), .reads(["GET http://b:/ "])),
        .init(
            "9110 §4.2: an IPv6 address",
            sent: line("GET http://[::1]:8443/ HTTP/1.1"),
            .reads(["GET http://[::1]:8443/ "])
        ),
        .init("9112 §3.2.3: authority form", sent: line("CONNECT b:443 HTTP/1.1"), .reads(["CONNECT b:443 "])),
        .init("9112 §3.2.4: asterisk form", sent: line("OPTIONS * HTTP/1.1"), .reads(["OPTIONS * "])),
        .init("9112 §3.2.4: an asterisk in a path", sent: line("OPTIONS /* HTTP/1.1"), .reads(["OPTIONS /* "])),
        .init("9110 §2.5: HTTP/1.0", sent: line("GET / HTTP/1.0"), .reads(["GET / "])),
        .init("9110 §2.5: any minor version of 1", sent: line("GET / HTTP/1.2"), .reads(["GET / "])),
        .init("9110 §2.5: any minor version of 1", sent: line("GET / HTTP/1.9"), .reads(["GET / "])),
        .init("9112 §2.2: a head that has not ended", sent: "GET / HTTP/1.1\r\nHost: a\r\n", .waits()),
        .init("9112 §2.2: half an empty line", sent: "\r\n\r", .waits()),
    ]

    static let methods: [ConformanceRow] = .all(
        .rows(
            "9112 §3.1: the method is a token",
            .refuses(.malformedMethod),
            texts: [
                " GET", "\tGET", "G(T", "G\"T", "GET:", "G/T", "\u{C7}ET", "G\u{0}T", "GET\r", "",
                String(repeating: "M", count: 33),
            ],
            in: { line("\($0) / HTTP/1.1") }
        ),
        .rows(
            "9112 §3: one space and no other white space ends it",
            .refuses(.malformedMethod),
            texts: ["\t", "\u{B}", "\u{C}", "\u{A0}", "\u{0}"],
            in: { line("GET\($0)/ HTTP/1.1") }
        ),
        [
            .init("9112 §2.2: no line feed alone", sent: "\n" + line("GET / HTTP/1.1"), .refuses(.bareLineFeed)),
            .init(
                "9112 §2.2: no carriage return alone",
                sent: "\r" + line("GET / HTTP/1.1"),
                .refuses(.bareCarriageReturn)
            ),
            .init(
                "9112 §2.2: no carriage return alone",
                sent: "\r\n\r" + line("GET / HTTP/1.1"),
                .refuses(.bareCarriageReturn)
            ),
            .init("8446 §5.1: a TLS handshake", sent: "\u{16}\u{3}\u{1}\u{2}\u{0}", .refuses(.tlsUnexpected)),
        ]
    )

    static let targets: [ConformanceRow] = .all(
        .rows(
            "9112 §3.2: no form of a target",
            .refuses(.malformedTarget),
            texts: [
                "a", "*", "?a", "a/b", ".", "\\", "/a#b", "/\u{7F}", "/\u{80}", "/\u{1}", "/\u{0}", "\t/", " /",
                "mailto:a",
                "http", "http:", "http:/", "http:a", "http//a", "http:\\\\a\\", "ftp://a/", "file:///a", "ws://a/",
                "javascript://a/",
            ],
            in: { line("GET \($0) HTTP/1.1") }
        ),
        .rows(
            "9110 §4.2.1: no host, or none that is one",
            .refuses(.malformedTarget),
            texts: [
                "http://", "http:///a", "http://?a", "http://:/", "http://:80/", "https://:443", "http://a:b/",
                "http://a:1:2/",
                "http://a:123456/", "http://a:+1/", "http://[::1/", "http://[]/", "http://[::1]a/", "http://::1/",
                "http://[g]/",
                "http://a\\b/", "http://a,b/", "http://*/",
            ],
            in: { line("GET \($0) HTTP/1.1") }
        ),
        .rows(
            "9110 §4.2.4: no user information",
            .refuses(.malformedTarget),
            texts: [
                "http://u@a/", "http://u:p@a/", "http://@a/", "http://a@", "http://localhost@a/", "http://a%40b@c/",
            ],
            in: { line("GET \($0) HTTP/1.1") }
        ),
        .rows(
            "9112 §3.2.3: CONNECT takes host and port",
            .refuses(.malformedTarget),
            texts: [
                "a", "a:", ":443", "[]:443", "/", "/a:443", "*", "http://a:443", "u@a:443", "a:443/", "a:https", "a:-1",
                "a:443443", "a:443?b",
            ],
            in: { line("CONNECT \($0) HTTP/1.1") }
        ),
        [
            .init(
                "9112 §3.2.4: only OPTIONS takes an asterisk",
                sent: line("CONNECT * HTTP/1.1"),
                .refuses(.malformedTarget)
            ),
            .init("9112 §3.2.4: an asterisk is alone", sent: line("OPTIONS *a HTTP/1.1"), .refuses(.malformedTarget)),
            .init("9112 §3: a simple request (HTTP/0.9)", sent: "GET /\r\n", .refuses(.malformedTarget)),
            .init("9112 §3: a line without target", sent: line("GET HTTP/1.1"), .refuses(.malformedTarget)),
            .init("9112 §3: two spaces", sent: line("GET  / HTTP/1.1"), .refuses(.malformedTarget)),
            .init("9112 §3: a tab is no space", sent: line("GET /\tHTTP/1.1"), .refuses(.malformedTarget)),
            .init("9112 §2.2: no line feed alone", sent: "GET /\nHost: a\n\n", .refuses(.bareLineFeed)),
        ]
    )

    static let versions: [ConformanceRow] = .all(
        .rows(
            "9112 §2.3: no version",
            .refuses(.malformedVersion),
            texts: [
                "b HTTP/1.1", " HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.1 b", "http/1.1", "Http/1.1", "HTTPS/1.1",
                "HTCPCP/1.1",
                "HTTP /1.1", "HTTP/ 1.1", "HTTP/1", "HTTP/11", "HTTP/1.", "HTTP/.1", "HTTP/1,1", "HTTP/01.1",
                "HTTP/1.01",
                "HTTP/1.10", "HTTP/1.1.1", "HTTP/+1.1", "HTTP/-1.1", "HTTP/1.a", "HTTP/x.1", "HTTP/1.1\u{0}",
                "HTTP/1.1\u{80}",
                "HTTP\\1.1", "HTTP/1\u{B2}", "/b HTTP/1.1",
            ],
            in: { line("GET / \($0)") }
        ),
        .rows(
            "9110 §2.5: another major version",
            .refuses(.unsupportedVersion),
            texts: ["HTTP/0.9", "HTTP/0.0", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"],
            in: { line("GET / \($0)") }
        ),
        [
            .init(
                "9113 §3.4: the preface of HTTP/2",
                sent: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                .refuses(.unsupportedVersion)
            ),
            .init("9112 §2.2: no line feed alone", sent: "GET / HTTP/1.1\nHost: a\r\n\r\n", .refuses(.bareLineFeed)),
            .init(
                "9112 §2.2: no carriage return alone",
                sent: "GET / HTTP/1.1\rHost: a\r\n\r\n",
                .refuses(.bareCarriageReturn)
            ),
            .init("9112 §2.2: nor two", sent: "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .refuses(.bareCarriageReturn)),
        ]
    )

    @Test(arguments: good) func reads(row: ConformanceRow) { row.check() }
    @Test(arguments: methods) func refusesMethods(row: ConformanceRow) { row.check() }
    @Test(arguments: targets) func refusesTargets(row: ConformanceRow) { row.check() }
    @Test(arguments: versions) func refusesVersions(row: ConformanceRow) { row.check() }
}
