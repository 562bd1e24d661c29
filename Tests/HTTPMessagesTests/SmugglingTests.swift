import HTTPMessages
import TestSupport
import Testing

/// RFC 9112 §11.2: whatever the framing says, this reader ends a request where the RFC ends it, or refuses it.
@Suite struct SmugglingTests {
    private static let streams = Repetitions.upTo(20_000)
    private static let second = "GET /second HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let names = ["Content-Length", "content-length", "Transfer-Encoding", "tRANSFER-eNCODING"]
    private static let oddNames = [
        "Content-Length ", "Transfer-Encoding ", " Transfer-Encoding", "Transfer-Encoding\t", "Content_Length",
        "X-Content-Length",
        "Transfer_Encoding", "Transfer-Encoding\u{0}", "Content-Length\r", "X\nContent-Length", "X\rTransfer-Encoding",
        "TE", "X",
    ]
    private static let values = [
        "0", "4", "5", "5", "05", "6", "20", "chunked", "chunked", "chunked", "Chunked", ", chunked",
    ]
    private static let oddValues = [
        "+5", "-5", "0x5", "5 5", "5,5", "5, 5", "5,6", "5,", ",5", "5;", "5.0", "", "500", "99999999999999999999",
        "18446744073709551621", "chunked ", "\tchunked", "chunked,", "chunked, chunked", "chunked,identity", "identity",
        "gzip, chunked", "chunked, gzip", "xchunked", "chunked;a", "\"chunked\"", "\u{B}chunked", "chunked\u{0}",
        "chunked\r\n x", "5\r\n 5", "x",
    ]
    private static let bodies = [
        "", "hello", "hell", "hello!", "5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n",
        "005\r\nhello\r\n000\r\n\r\n",
        "5;a=b\r\nhello\r\n0;c\r\n\r\n", "5 ; a=\"b\"\r\nhello\r\n0\r\n\r\n", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "0\r\n\r\n", "0\r\n\r\nX",
        "5\r\nhello\r\n0\r\nX: y\r\n\r\n", "5\r\nhello\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n",
        "5\r\nhello\r\n0\r\nX : y\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n",
        "5;\nx\r\nhello\r\n0\r\n\r\n",
        "5;\"\r\nhello\r\n0\r\n\r\n", "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n",
        "2E\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nX: 123456789\r\n0\r\n\r\n",
        "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    /// Framing and bodies that fit each other, or bodies that have not come.
    private static let good = [
        ("X: y\r\n", ""), ("Content-Length: 5\r\n", "hello"), ("content-length:0018\r\n", "GET / HTTP/1.1\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        ("Transfer-Encoding:Chunked\r\n", "5;a\r\nhello\r\n0\r\nX: y\r\n\r\n"),
        ("Content-Length: 500\r\n", "hello"), ("Transfer-Encoding: chunked\r\n", "1F4\r\nhello\r\n0\r\n\r\n"),
    ]

    /// Two good requests, with framing of any kind in the first.
    private static func stream(_ generator: inout SeededGenerator) -> [UInt8] {
        var text = "POST /first HTTP/1.\(generator.isOne(in: 10) ? 0 : 1)\r\nHost: a\r\n"
        if generator.isOne(in: 20) {
            let (fields, body) = generator.pick(good)
            return Array((text + fields + "\r\n" + body + second).utf8)
        }
        for _ in 0..<generator.pick([0, 1, 1, 1, 2, 2, 3]) {
            let name = generator.pick(generator.isOne(in: 80) ? names : oddNames)
            let value = generator.pick(generator.isOne(in: 70) ? values : oddValues)
            text += "\(name):\(generator.isOne(in: 80) ? " " : "")\(value)\r\n"
        }
        text += "\r\n\(generator.pick(bodies))\(second)"
        return Array(text.utf8)
    }

    private static func pieces(_ stream: [UInt8], _ generator: inout SeededGenerator) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let count = generator.isOne(in: 30) ? 1 : Int.random(in: 1...80, using: &generator)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    /// Compares what was read with what the RFC says, request by request.
    private static func fault(_ reading: StreamReading, _ stream: [UInt8]) -> String? {
        var reference = ReferenceReader(stream)
        var requests = reading.requests[...]
        while let step = reference.next() {
            switch step {
            case .request(let request, let mayRefuse):
                if requests.first == request {
                    requests = requests.dropFirst()
                } else if requests.isEmpty, mayRefuse, reading.error != nil {
                    return nil
                } else {
                    return "\(request.debugDescription) came out as \(requests.first?.debugDescription ?? "nothing")"
                }
            case .refusal: return requests.isEmpty && reading.error != nil ? nil : "what is to be refused was not"
            case .wait: return requests.isEmpty ? nil : "what has not ended came out"
            }
        }
        return requests.isEmpty && reading.error == nil && !reading.isWaiting ? nil : "there is more than was sent"
    }

    @Test(arguments: 0..<4)
    func endsRequestsWhereTheRFCDoes(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var outcomes: [String: Int] = [:]
        for _ in 0..<Self.streams / 4 {
            let stream = Self.stream(&generator)
            let whole = StreamReading(stream, by: stream.count)
            let cut = StreamReading(pieces: Self.pieces(stream, &generator))
            let text = String(decoding: stream, as: UTF8.self).debugDescription
            #expect(whole == cut, "however it is cut: \(text)")
            let fault = Self.fault(whole, stream)
            #expect(fault == nil, "\(text)")
            outcomes[whole.error != nil ? "refused" : whole.isWaiting ? "waiting" : "read", default: 0] += 1
        }
        // Each kind is there often enough to mean something.
        for kind in ["refused", "waiting", "read"] {
            #expect(outcomes[kind, default: 0] > Self.streams / 400, "\(kind): \(outcomes)")
        }
    }
}
