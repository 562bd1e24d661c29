import HTTPMessages
import Testing

/// RFC 9112 §6: where a body ends; what request smuggling is made of (§11.2).
@Suite struct FramingConformanceTests {
    private static func post(_ fields: String, _ body: String = "", version: String = "1.1") -> String {
        "POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    private static let hello = ConformanceRow.Outcome.reads(["POST / hello"])
    private static let chunks = "5\r\nhello\r\n0\r\n\r\n"

    static let lengths: [ConformanceRow] = .all(
        .rows(
            "9110 §8.6: 1*DIGIT",
            hello,
            texts: ["5", "05", "000000000000000000000000000005", "5 \t", "\t5", "5 "],
            in: { post("Content-Length: \($0)", "hello") }
        ),
        [
            .init("9110 §5.1: a name of any case", sent: post("cOnTeNt-LeNgTh: 5", "hello"), hello),
            .init(
                "9112 §6.2: of any method",
                sent: "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                .reads(["GET / hello"])
            ),
            .init(
                "9112 §6.2: of HTTP/1.0, which then ends",
                sent: post("Content-Length: 5", "hello", version: "1.0"),
                hello
            ),
            .init("9112 §6.3: nothing says that there is a body", sent: post("X: y"), .reads(["POST / "])),
            .init("9112 §6.3: no body of no bytes", sent: post("Content-Length: 0"), .reads(["POST / "])),
            .init("9112 §6.3: no body of no bytes", sent: post("Content-Length: 0000"), .reads(["POST / "])),
            .init("9112 §8: a body that has not ended", sent: post("Content-Length: 5", "hell"), .waits()),
            .init(
                "9112 §6.2: a body may look like a request",
                sent: post("Content-Length: 18", "GET / HTTP/1.1\r\n\r\n"),
                .reads(["POST / GET / HTTP/1.1\r\n\r\n"])
            ),
        ]
    )

    static let badLengths: [ConformanceRow] = .all(
        .rows(
            "9110 §8.6: nothing but digits",
            .refuses(.malformedContentLength),
            texts: [
                "", " ", "\t", "+5", "-5", "-0", "+0", "0x5", "0X5", "5h", "0b101", "0o5", "5 5", "5\t5", "5.0", "5.",
                ".5", "5e0", "5E0",
                "five", "5;", "5;a=b", "\"5\"", "'5'", "5_0", "(5)", "5\u{A0}", "\u{B2}", "\u{D9}\u{A5}", "5/1", "NaN",
                "5:", "0 0", "- 5", "5 , 5",
            ],
            in: { post("Content-Length: \($0)", "hello") }
        ),
        .rows(
            "9110 §5.5: a control character in it",
            .refuses(.malformedFieldValue),
            texts: ["\u{B}5", "5\u{B}", "5\u{0}", "\u{0}5", "5\u{C}"],
            in: { post("Content-Length: \($0)", "hello") }
        ),
        .rows(
            "9112 §6.3 (5): one value, even where two would agree",
            .refuses(.repeatedContentLength),
            texts: [
                "5, 5", "5,5", "5,", ",5", ",", "5, 6", "5,5,5", "5\r\nContent-Length: 5",
                "5\r\nContent-Length: 6",
                "5\r\nCONTENT-LENGTH: 5", "5\r\nX: y\r\nContent-Length: 5", "0\r\nContent-Length: 5",
                "5\r\nContent-Length:",
            ],
            in: { post("Content-Length: \($0)", "hello") }
        ),
        .rows(
            "9110 §8.6: anticipate large numbers, whatever they wrap to",
            .refuses(.bodyTooLarge),
            texts: [
                "1048577", "2147483653", "4294967301", "9223372036854775807", "9223372036854775808",
                "18446744073709551621",
                "340282366920938463463374607431768211461", String(repeating: "9", count: 400),
            ],
            in: { post("Content-Length: \($0)", "hello") }
        ),
        .rows(
            "9112 §6.2: another name says nothing, and the body is no body",
            .refuses(.malformedMethod, after: "POST / "),
            texts: [
                "Content_Length: 5", "Content-Length2: 5", "ContentLength: 5", "X-Content-Length: 5",
                "Content-Lengt: 5",
            ],
            in: { post($0, "\"ello") }
        )
    )

    static let codings: [ConformanceRow] = .all(
        .rows(
            "9112 §7: chunked, of any case",
            hello,
            texts: ["chunked", "Chunked", "CHUNKED", "chunked \t", "\tchunked"],
            in: { post("Transfer-Encoding: \($0)", chunks) }
        ),
        .rows(
            "9110 §5.6.1.2: empty elements of a list are none",
            hello,
            texts: [",chunked", "chunked,", ", , chunked ,\t,"],
            in: { post("Transfer-Encoding: \($0)", chunks) }
        ),
        [
            .init("9110 §5.1: a name of any case", sent: post("tRANSFER-eNCODING: chunked", chunks), hello),
            .init(
                "9112 §6.3 (4): of any method",
                sent: "DELETE / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
                .reads(["DELETE / hello"])
            ),
            .init(
                "9112 §6.3 (4): of a later version",
                sent: post("Transfer-Encoding: chunked", chunks, version: "1.2"),
                hello
            ),
            .init(
                "9112 §6.3 (4): a body of no bytes",
                sent: post("Transfer-Encoding: chunked", "0\r\n\r\n"),
                .reads(["POST / "])
            ),
        ]
    )

    static let badCodings: [ConformanceRow] = .all(
        .rows(
            "9112 §6.1: a coding that is not understood",
            .refuses(.unknownTransferCoding),
            texts: [
                "gzip", "identity", "deflate", "compress", "x", "xchunked", "chunkedx", "chunke", "chunked2",
                "\"chunked\"", "'chunked'",
                "chunked;", "chunked;q=1", "chunked ; a=b", "chunked chunked", "chunked\tx", "=chunked", "chunked=",
                "[chunked]",
                "gzip, chunked", "chunked, gzip", "chunked, identity", "identity, chunked", "chunked, x", "x,chunked",
                "\u{A0}chunked",
                "chunked\u{A0}", "\u{E7}hunked", "gzip\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: gzip",
                "chunked\r\nTransfer-Encoding: identity", "identity\r\nContent-Length: 5", "c h u n k e d",
            ],
            in: { post("Transfer-Encoding: \($0)", chunks) }
        ),
        .rows(
            "9112 §6.1: chunked once, and at least once",
            .refuses(.malformedTransferEncoding),
            texts: [
                "", " ", ",", ", ,", "chunked, chunked", "chunked,Chunked", "chunked\r\nTransfer-Encoding: chunked",
                "chunked\r\nX: y\r\ntransfer-encoding: CHUNKED",
            ],
            in: { post("Transfer-Encoding: \($0)", chunks) }
        ),
        .rows(
            "9112 §6.1: with a Content-Length it may be an attack",
            .refuses(.contentLengthWithTransferEncoding),
            texts: [
                "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nContent-Length: 0", "Content-Length: 15\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nX: y\r\nTransfer-Encoding: , chunked", "Content-Length: 5\r\nTransfer-Encoding:",
            ].filter { !$0.hasSuffix(":") },
            in: { post($0, chunks) }
        ),
        .rows(
            "9110 §5.5: a control character in it",
            .refuses(.malformedFieldValue),
            texts: ["\u{B}chunked", "chunked\u{B}", "\u{C}chunked", "chunked\u{0}", "\u{0}", "chunked\u{1},"],
            in: { post("Transfer-Encoding: \($0)", chunks) }
        ),
        .rows(
            "9112 §5.2: folded",
            .refuses(.foldedField),
            texts: ["\r\n chunked", "gzip\r\n\t, chunked", "chunked\r\n "],
            in: { post("Transfer-Encoding:\($0)", chunks) }
        ),
        .rows(
            "9112 §6.1: another name says nothing, and the body is no body",
            .refuses(.malformedMethod, after: "POST / "),
            texts: [
                "Transfer_Encoding: chunked", "X-Transfer-Encoding: chunked", "Transfer-Encodin: chunked",
                "TE: chunked", "Content-Encoding: chunked",
            ],
            in: { post($0, chunks) }
        ),
        [
            .init(
                "9112 §6.1: HTTP/1.0 knows none",
                sent: post("Transfer-Encoding: chunked", chunks, version: "1.0"),
                .refuses(.malformedTransferEncoding)
            ),
            .init(
                "9112 §6.1: nor does it with a length beside it",
                sent: post("Transfer-Encoding: chunked\r\nContent-Length: 5", chunks, version: "1.0"),
                .refuses(.contentLengthWithTransferEncoding)
            ),
        ]
    )

    static let expectations: [ConformanceRow] = .all(
        [
            .init("9110 §10.1.1: of any case", sent: post("Expect: 100-Continue\r\nContent-Length: 5", "hello"), hello),
            .init("9110 §10.1.1: without a body", sent: post("Expect: 100-continue"), .reads(["POST / "])),
            .init(
                "9110 §10.1.1: not in HTTP/1.0",
                sent: post("Expect: 100-continue\r\nContent-Length: 5", "hello", version: "1.0"),
                hello
            ),
        ],
        .rows(
            "9110 §10.1.1: another one cannot be met",
            .refuses(.unknownExpectation),
            texts: ["", "200-ok", "100", "100-continue, x", "100-continue;a", "100continue", "x=y"],
            in: { post("Expect: \($0)\r\nContent-Length: 5", "hello") }
        ),
        .rows(
            "9110 §7.8: an upgrade is an offer",
            .reads(["POST / hello"]),
            texts: [
                "Connection: Upgrade\r\nUpgrade: h2c",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Upgrade: TLS/1.2, HTTP/2.0",
            ],
            in: { post("\($0)\r\nContent-Length: 5", "hello") }
        )
    )

    @Test(arguments: lengths) func readsLengths(row: ConformanceRow) { row.check() }
    @Test(arguments: badLengths) func refusesLengths(row: ConformanceRow) { row.check() }
    @Test(arguments: codings) func readsCodings(row: ConformanceRow) { row.check() }
    @Test(arguments: badCodings) func refusesCodings(row: ConformanceRow) { row.check() }
    @Test(arguments: expectations) func meetsExpectations(row: ConformanceRow) { row.check() }
}
