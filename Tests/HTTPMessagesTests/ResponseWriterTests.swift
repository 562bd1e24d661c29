import HTTPMessages
import Testing

@Suite struct ResponseWriterTests {
    private func written(
        _ response: borrowing Response,
        isHead: Bool = false,
        isPersistent: Bool = true,
        framing: ResponseWriter.Framing = .exact
    ) -> String {
        var output: [UInt8] = []
        ResponseWriter(idleSeconds: 60).write(
            response,
            .init(isHead: isHead, isPersistent: isPersistent, framing: framing),
            to: &output
        )
        return String(decoding: output, as: UTF8.self)
    }

    private func response(_ status: Status, _ body: String) -> Response {
        var response = Response()
        response.status = status
        response.fields.append("X-A", "b")
        response.body = Array(body.utf8)
        return response
    }

    @Test func framesABody() {
        #expect(
            written(response(.ok, "hello"))
                == "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\nhello"
        )
    }

    @Test func saysWhenItCloses() {
        #expect(
            written(response(.notFound, ""), isPersistent: false)
                == "HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    /// RFC 9110 §9.3.2: the fields of a GET, without its body.
    @Test func answersHeadWithoutBody() {
        let text = written(response(.ok, "hello"), isHead: true)
        #expect(text.contains("Content-Length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    /// RFC 9110 §8.6: no Content-Length with 204.
    @Test func hasNoBodyWhereNoneIsAllowed() {
        #expect(!written(response(.noContent, "x")).contains("Content-Length"))
        #expect(written(response(.noContent, "x")).hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: [(0, "5"), (1, "6"), (-5, "0"), (-6, "0"), (.min, "0"), (.max, "9223372036854775807")])
    func saysAWrongLength(difference: Int, length: String) {
        #expect(
            written(response(.ok, "hello"), framing: .wrongLength(by: difference))
                == "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\nhello"
        )
    }

    @Test func writesAChunkWithoutSize() {
        #expect(
            written(response(.ok, "hello"), framing: .malformedChunk)
                == "HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nhe\r\nzz\r\nllo"
        )
    }

    /// If there is no body, its framing cannot be wrong; the connection ends all the same.
    @Test(arguments: [.wrongLength(by: 1), .malformedChunk] as [ResponseWriter.Framing])
    func framesNoBodyWrongly(framing: ResponseWriter.Framing) {
        #expect(
            written(response(.ok, "hello"), isHead: true, framing: framing)
                == written(response(.ok, "hello"), isHead: true, isPersistent: false)
        )
        #expect(
            written(response(.noContent, ""), framing: framing)
                == written(response(.noContent, ""), isPersistent: false)
        )
    }

    @Test func noValueStartsALine() {
        var fields = FieldBlock()
        fields.append("X-A", "a\r\nX-B: c\u{0}d")
        #expect(String(decoding: fields.bytes, as: UTF8.self) == "X-A: a  X-B: c d\r\n")
    }

    @Test(arguments: [0, 7, 10, 99, 100, -42, Int.max, Int.min])
    func writesDecimals(number: Int) {
        var output: [UInt8] = []
        output.append(decimal: number)
        #expect(String(decoding: output, as: UTF8.self) == String(number))
    }
}
