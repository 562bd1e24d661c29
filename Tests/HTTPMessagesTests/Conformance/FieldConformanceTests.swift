import HTTPMessages
import Testing

/// RFC 9112 §5, RFC 9110 §5: a field is a name, a colon and a value on one line; and Host, the one that must be there.
@Suite struct FieldConformanceTests {
    private static func head(_ fields: String, version: String = "1.1") -> String {
        "GET / HTTP/\(version)\r\n\(fields)\r\n\r\n"
    }

    private static func field(_ field: String) -> String { head("Host: a\r\n\(field)") }

    private static let one = ConformanceRow.Outcome.reads(["GET / "])

    static let good: [ConformanceRow] = .all(
        .rows(
            "9110 §5.5: what a value may be",
            one,
            texts: [
                "X:", "X: ", "X:\t \t", "X: a", "X:a", "X: a b\tc", "X: \"a\\\"", "X: :", "X: a: b", "X: \u{80}\u{FF}",
                "X: \u{E9}",
                "X: a\r\nX: b\r\nx: c", "X: , ,",
            ],
            in: field
        ),
        .rows("9110 §5.1: what a name may be", one, texts: ["!#$%&'*+-.^_`|~09azAZ: a", "1: a", "-: a"], in: field)
    )

    static let hosts: [ConformanceRow] = .all(
        .rows(
            "9110 §7.2: host and port",
            one,
            texts: [
                "Host: a", "Host:a", "Host:\t a \t", "host: a", "HOST: A", "Host: a:", "Host: a:80", "Host: [::1]",
                "Host: [::1]:80",
                "Host: 127.0.0.1", "Host: A_b-c.d~", "Host: %61", "X: y\r\nHost: a",
            ],
            in: { head($0) }
        ),
        [
            .init("9110 §7.2: an empty one, of a target without authority", sent: head("Host:"), one),
            .init("9112 §3.2: none in HTTP/1.0", sent: head("X: y", version: "1.0"), one),
            .init(
                "9112 §3.2.2: another one beside an absolute target",
                sent: "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                .reads(["GET http://b/ "])
            ),
        ]
    )

    static let badNames: [ConformanceRow] = .rows(
        "9112 §5.1: a name stands directly before its colon",
        .refuses(.malformedFieldName),
        texts: [
            "X : a", "X\t: a", "X \t : a", ": a", ":", "X", "X y: a", "X\u{0}: a", "X\u{B}: a", "X\u{E9}: a",
            "X\u{FF}: a", "(X): a",
            "X;: a", "X@: a", "\"X\": a", "X/y: a", "X\\y: a", "X=y", "X\u{7F}: a", "X\r: a", "Content-Length : 5",
            "Transfer-Encoding : chunked", "Transfer-Encoding\u{0}: chunked", "Host : b",
        ],
        in: field
    )

    static let controls: [ConformanceRow] = .rows(
        "9110 §5.5: no control character in a value",
        .refuses(.malformedFieldValue),
        texts: (0...0x1F).filter { ![9, 10, 13].contains($0) }.map { String(Unicode.Scalar(UInt8($0))) } + ["\u{7F}"],
        in: { field("X: a\($0)b") }
    )

    static let badLines: [ConformanceRow] = .all(
        .rows(
            "9112 §5.2: no line folding",
            .refuses(.foldedField),
            texts: ["X: a\r\n b", "X: a\r\n\tb", "X: a\r\n ", "X:\r\n b", "X: a\r\n Transfer-Encoding: chunked"],
            in: field
        ),
        .rows(
            "9112 §2.2: no white space in front",
            .refuses(.foldedField),
            texts: [" Host: a", "\tHost: a"],
            in: { head($0) }
        ),
        .rows(
            "9112 §2.2: no carriage return alone",
            .refuses(.bareCarriageReturn),
            texts: ["X: a\rb", "X: a\r", "X: a\rContent-Length: 5", "X:\r", "\rX: a"],
            in: field
        ),
        .rows(
            "9112 §2.2: no line feed alone",
            .refuses(.bareLineFeed),
            texts: [
                "X: a\nb", "X: a\n", "X: a\nTransfer-Encoding: chunked", "X:\n", "\nX: a", "X: a\n\nGET / HTTP/1.1",
            ],
            in: field
        ),
        [
            .init(
                "9112 §2.2: at the end of the head",
                sent: "GET / HTTP/1.1\r\nHost: a\r\n\n",
                .refuses(.bareLineFeed)
            ),
            .init(
                "9112 §2.2: at the end of the head",
                sent: "GET / HTTP/1.1\r\nHost: a\r\n\rX",
                .refuses(.bareCarriageReturn)
            ),
        ]
    )

    static let badHosts: [ConformanceRow] = .all(
        .rows(
            "9112 §3.2: exactly one Host",
            .refuses(.repeatedHost),
            texts: ["Host: a\r\nHost: a", "Host: a\r\nHost: b", "Host: a\r\nX: y\r\nhost:", "Host:\r\nHost: a"],
            in: { head($0) }
        ),
        [
            .init(
                "9112 §3.2: not two in HTTP/1.0 either",
                sent: head("Host: a\r\nHost: b", version: "1.0"),
                .refuses(.repeatedHost)
            ),
            .init("9112 §3.2: at least one in HTTP/1.1", sent: head("X: y"), .refuses(.missingHost)),
            .init("9112 §3.2: and beyond", sent: head("X: y", version: "1.2"), .refuses(.missingHost)),
            .init(
                "9112 §3.2: beside an absolute target too",
                sent: "GET http://a/ HTTP/1.1\r\n\r\n",
                .refuses(.missingHost)
            ),
        ],
        .rows(
            "9110 §7.2: no host and port",
            .refuses(.malformedHost),
            texts: [
                "a b", "a,b", "a, a", "a;b", "u@a", "u:p@a", "@a", "a/b", "/", "a?b", "a#b", "http://a", "a:b", "a:1:2",
                "a:123456", "a:-1",
                "[::1", "::1", "[::1]a", "[]", "[g]", "[::1]:a", "a\u{E9}", "\"a\"", "a\\b", "*", "<a>", "{a}", "a|b",
                "a`b",
            ],
            in: { head("Host: \($0)") }
        )
    )

    @Test(arguments: good) func reads(row: ConformanceRow) { row.check() }
    @Test(arguments: hosts) func readsHosts(row: ConformanceRow) { row.check() }
    @Test(arguments: badNames) func refusesNames(row: ConformanceRow) { row.check() }
    @Test(arguments: controls) func refusesControlCharacters(row: ConformanceRow) { row.check() }
    @Test(arguments: badLines) func refusesLines(row: ConformanceRow) { row.check() }
    @Test(arguments: badHosts) func refusesHosts(row: ConformanceRow) { row.check() }
}
