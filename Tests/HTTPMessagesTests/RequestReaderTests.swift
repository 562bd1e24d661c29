import HTTPMessages
import TestSupport
import Testing

/// A connection's bytes, cut into requests.
@Suite struct RequestReaderTests {
    static let stream = Array(
        """
        GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\
        POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello\
        \r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
        3;x="y"\r\nabc\r\n00A ; z\r\n0123456789\r\n0\r\nTrailer: t\r\nX:\r\n\r\n\
        HEAD /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\
        POST /5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\
        GET /6 HTTP/1.0\r\n\r\n
        """.utf8
    )

    static let requests = ["GET /1 ", "POST /2 hello", "POST /3 abc0123456789", "HEAD /4 ", "POST /5 ", "GET /6 "]

    /// However the network cuts it, the same requests come out.
    @Test(arguments: [1, 2, 3, 5, 7, 16, 64, 100, 1000])
    func readsTheSameRequests(inPiecesOf size: Int) {
        #expect(StreamReading(Self.stream, by: size) == StreamReading(requests: Self.requests))
    }

    @Test func waitsAfterEveryPrefix() {
        for count in 0..<Self.stream.count {
            let reading = StreamReading(Array(Self.stream[..<count]), by: count + 1)
            #expect(reading.error == nil)
            #expect(Self.requests.starts(with: reading.requests))
        }
    }

    @Test func survivesEveryChangeOfOneByte() {
        for index in Self.stream.indices {
            for byte: UInt8 in [0, 9, 10, 13, 32, 48, 58, 59, 127, 255] {
                var bytes = Self.stream
                bytes[index] = byte
                let whole = StreamReading(bytes, by: bytes.count)
                let cut = StreamReading(bytes, by: 7)
                // How bytes arrive must not change what they mean.
                #expect(whole.requests == cut.requests, "byte \(index) became \(byte)")
                #expect(whole.error == cut.error, "byte \(index) became \(byte)")
            }
        }
    }

    /// Ten megabytes of nothing in particular, in runs so that the parser gets past the first byte now and then.
    @Test func survivesRandomBytes() {
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var fed = 0
        while fed < Repetitions.upTo(10_000_000) {
            let start = Int(next() % 200)
            let noise = (0..<Int(next() % 40_000)).map { _ in UInt8(truncatingIfNeeded: next()) }
            let bytes = Array(Self.stream[..<min(start, Self.stream.count)]) + noise
            let reading = StreamReading(bytes, by: bytes.count + 1)
            #expect(reading.requests.count <= Self.requests.count)
            fed += bytes.count
        }
    }

    /// All extensions of a body together, the semicolon of the first aside; and the trailer section to its last byte.
    @Test(arguments: [(0, true), (1, false)])
    func limitsExtensionsAndTrailers(excess: Int, isGood: Bool) {
        let start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        func read(_ body: String) -> StreamReading { StreamReading(Array((start + body).utf8), by: 1000) }
        let half = String(repeating: "x", count: 8 * 1024)
        let rest = String(half.dropFirst()) + String(repeating: "x", count: excess)
        let extended = read("1;\(half)\r\na\r\n0 ;\(rest)\r\n\r\n")
        #expect(extended.requests == (isGood ? ["POST / a"] : []))
        #expect(extended.error == (isGood ? nil : .chunkExtensionsTooLarge))
        let field = "X: " + String(repeating: "x", count: 16 * 1024 - 5) + "\r\n"
        let last = "X: " + String(repeating: "x", count: 16 * 1024 - 7 + excess) + "\r\n\r\n"
        let trailed = read("0\r\n\(field)\(last)")
        #expect(trailed.requests == (isGood ? ["POST / "] : []))
        #expect(trailed.error == (isGood ? nil : .headTooLarge))
    }

    /// 1 MiB is good, a byte more is not, whichever way it is framed.
    @Test(arguments: [(1_048_576, nil), (1_048_577, .bodyTooLarge)] as [(Int, RequestError?)])
    func limitsTheBody(size: Int, error: RequestError?) {
        let body = String(repeating: "b", count: size)
        let whole = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n\(body)"
        #expect(StreamReading(Array(whole.utf8), by: 60_000).error == error)
        let half = String(body.dropFirst(size / 2))
        let chunks = [half, String(body.dropFirst(half.count))].map { "\(String($0.count, radix: 16))\r\n\($0)\r\n" }
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks.joined())0\r\n\r\n"
        let reading = StreamReading(Array(chunked.utf8), by: 60_000)
        #expect(reading.error == error)
        #expect(reading.requests.count == (error == nil ? 1 : 0))
    }

    /// RFC 9110 §10.1.1: the interim answer is for a client that waits, once.
    @Test(arguments: [(1_000, 0), (1, 1)])
    func continuesWhereTheBodyHasNotCome(size: Int, continues: Int) {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\nok"
        let reading = StreamReading(Array(text.utf8), by: size)
        #expect(reading.requests == ["POST / ok"])
        #expect(reading.continues == continues)
    }

    /// RFC 9112 §2.2: empty lines are no request, wherever they come.
    @Test(arguments: [1, 2, 3, 1000])
    func dropsEmptyLines(size: Int) {
        let text = "\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\n\r\n"
        let reading = StreamReading(Array(text.utf8), by: size)
        #expect(reading == StreamReading(requests: ["GET /1 "]))
        #expect(StreamReading(Array("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), by: size).error == .bareCarriageReturn)
    }

    /// What was asked for is known as soon as its line is read, for the log and for who may read the answer.
    @Test(
        arguments: [
            ("POST /oauth/token?x HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", "POST /oauth/token"),
            ("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx", "POST /a"),
            ("GET /a HTTP/1.1\r\nHost: a\r\nB\n", "GET /a"), ("OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS *"),
            ("GET /a HTTP/9.0\r\n", nil), ("G\n", nil),
        ] as [(String, String?)]
    )
    func saysWhatFailed(text: String, line: String?) {
        for size in [1, 1000] {
            let reading = StreamReading(Array(text.utf8), by: size)
            #expect(reading.error != nil)
            #expect(reading.failed == line)
        }
    }

    @Test func goodRequestsBeforeABadOneCount() {
        let text = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        let reading = StreamReading(Array(text.utf8), by: 1000)
        #expect(reading.requests == ["GET /1 "])
        #expect(reading.error == .missingHost)
    }
}
