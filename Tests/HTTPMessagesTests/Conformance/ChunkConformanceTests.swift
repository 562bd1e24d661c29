import HTTPMessages
import Testing

/// RFC 9112 §7.1: chunks, their extensions and the trailer section.
@Suite struct ChunkConformanceTests {
    private static func post(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    private static let hello = ConformanceRow.Outcome.reads(["POST / hello"])

    static let sizes: [ConformanceRow] = .all(
        .rows(
            "9112 §7.1: 1*HEXDIG",
            hello,
            texts: ["5", "05", "0000000000000005"],
            in: { post("\($0)\r\nhello\r\n0\r\n\r\n") }
        ),
        [
            .init(
                "9112 §7.1: of any case",
                sent: post("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
                .reads(["POST / 01234567890123456789a"])
            ),
            .init("9112 §7.1: any number of chunks", sent: post("1\r\nh\r\n3\r\nell\r\n1\r\no\r\n0\r\n\r\n"), hello),
            .init("9112 §7.1: the last one is any number of zeros", sent: post("5\r\nhello\r\n00000\r\n\r\n"), hello),
            .init(
                "9112 §7.1: data may look like chunks",
                sent: post("5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
                .reads(["POST / 0\r\n\r\n"])
            ),
            .init("9112 §8: a body that has not ended", sent: post("5\r\nhello\r\n0\r\n"), .waits()),
            .init("9112 §8: a body without its last chunk", sent: post("5\r\nhello\r\n"), .waits()),
        ]
    )

    static let badSizes: [ConformanceRow] = .all(
        .rows(
            "9112 §7.1: nothing but hexadecimal digits",
            .refuses(.malformedChunk),
            texts: [
                "", "g", "-5", "+5", "-0", " 5", "\t5", "5 ", "5\t", "5 5", "0x5", "0X5", "x5", "5h", "5.", "5,5", "5_",
                "\"5\"", "'5", "\u{0}5", "5\u{0}",
                "\u{FF}5", "5\u{B}", "5\u{A0}", "\u{B2}", "5:", "5=5", "5\n", "\n5", "5\r",
            ],
            in: { post("\($0)\r\nhello\r\n0\r\n\r\n") }
        ),
        .rows(
            "9112 §7.1: a size that would wrap",
            .refuses(.bodyTooLarge),
            texts: [
                "100001", "FFFFFFFF", "80000000", "100000005", "7FFFFFFFFFFFFFFF", "8000000000000005",
                "FFFFFFFFFFFFFFFF",
                "10000000000000005", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "0000000000100001",
            ],
            in: { post("\($0)\r\nhello\r\n0\r\n\r\n") }
        ),
        [
            .init(
                "9112 §7.1: zeros beyond 64 bits",
                sent: post("00000000000000005\r\nhello\r\n0\r\n\r\n"),
                .refuses(.malformedChunk)
            ),
            .init(
                "9112 §7.1: zeros beyond 64 bits",
                sent: post("5\r\nhello\r\n00000000000000000\r\n\r\n"),
                .refuses(.malformedChunk)
            ),
            .init(
                "9112 §7.1: sizes that only together are too large",
                sent: post("5\r\nhello\r\nFFFFC\r\n"),
                .refuses(.bodyTooLarge)
            ),
        ]
    )

    static let badData: [ConformanceRow] = .rows(
        "9112 §7.1: CRLF ends a chunk's data, where its size says",
        .refuses(.malformedChunk),
        texts: [
            "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhell\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
            "5\r\nhello\r0\r\n\r\n",
            "5\r\nhello\r\r\n0\r\n\r\n", "5\r\nhello\r\n\r\n", "5\r\nhello\r\n\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n",
            "5\rhello\r\n0\r\n\r\n",
            "5\r\r\nhello\r\n0\r\n\r\n", "5hello\r\n0\r\n\r\n", "\r\n5\r\nhello\r\n0\r\n\r\n", "hello",
        ],
        in: post
    )

    static let extensions: [ConformanceRow] = .all(
        .rows(
            "9112 §7.1.1: what is not understood is ignored",
            hello,
            texts: [
                ";a", ";a=b", ";a=\"b\"", ";a=\"b;c=d\"", ";a=\"\\\"\"", " ;a", "\t ;\ta = b", ";", ";;", ";a;b;c=d",
                ";\u{80}", ";5", ";a=\"", ";chunked",
            ],
            in: { post("5\($0)\r\nhello\r\n0\($0)\r\n\r\n") }
        ),
        .rows(
            "9112 §7.1.1: a line, whatever it quotes",
            .refuses(.malformedChunk),
            texts: [
                ";a\nb", ";\n", ";a=\"\r\"", ";a=\"\n\"", ";a\rb", ";\u{0}", ";\u{1}", ";\u{7F}", ";a\u{B}", " a",
                "\ta;b", " \u{0};a",
            ],
            in: { post("5\($0)\r\nhello\r\n0\r\n\r\n") }
        ),
        [
            .init(
                "9112 §7.1.1: a quoted string has no line end",
                sent: post("5;a=\"\r\nhello\"\r\n0\r\n\r\n"),
                .refuses(.malformedChunk)
            ),
            .init(
                "9112 §7.1.1: the last chunk's too",
                sent: post("5\r\nhello\r\n0;a\n\r\n"),
                .refuses(.malformedChunk)
            ),
        ]
    )

    static let trailers: [ConformanceRow] = .all(
        .rows(
            "9110 §6.5.1: they are dropped, and change nothing",
            hello,
            texts: [
                "X: y", "X:", "X:y", "X: \u{80}\tz ", "X: y\r\nX: z\r\nx: z", "Content-Length: 99", "Content-Length: x",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip", "Host: b", "Host: a\r\nHost: b", "Authorization: Bearer a",
                "Connection: close", "Expect: 200-ok",
                "Trailer: Trailer", "Content-Length: 5\r\nTransfer-Encoding: chunked",
            ],
            in: { post("5\r\nhello\r\n0\r\n\($0)\r\n\r\n") }
        ),
        .rows(
            "9112 §7.1.2: a field as in the head",
            .refuses(.malformedTrailer),
            texts: [
                " X: y", "\tX: y", "X : y", "X\t: y", ": y", "X", "X y: z", "X: y\r\n z", "X: y\nz", "X: y\n",
                "X\u{0}: y", "X: \u{0}", "X: \u{7F}", "X: y\rz",
                "X: y\r\r\nz: a", "X\u{E9}: y", "\nX: y", "\rX: y", "GET /b HTTP/1.1", "\u{0}",
            ],
            in: { post("5\r\nhello\r\n0\r\n\($0)\r\n\r\n") }
        ),
        [
            .init("9112 §7.1.2: their end is a line of its own", sent: post("0\r\n\n"), .refuses(.malformedTrailer)),
            .init("9112 §7.1.2: which may not have come", sent: post("0\r\nX: y\r\n\r"), .waits()),
        ]
    )

    @Test(arguments: sizes) func readsSizes(row: ConformanceRow) { row.check() }
    @Test(arguments: badSizes) func refusesSizes(row: ConformanceRow) { row.check() }
    @Test(arguments: badData) func refusesData(row: ConformanceRow) { row.check() }
    @Test(arguments: extensions) func ignoresExtensions(row: ConformanceRow) { row.check() }
    @Test(arguments: trailers) func dropsTrailers(row: ConformanceRow) { row.check() }
}
