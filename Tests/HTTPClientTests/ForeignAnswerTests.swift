import Testing

@testable import HTTPClient

@Suite struct ForeignAnswerTests {
    private func read(_ text: String, limit: Int = 1000, isEnd: Bool = false) throws -> ForeignAnswer? {
        var reader = ForeignAnswerReader(bodyLimit: limit)
        let answer = try reader.take(Array(text.utf8)[...])
        return answer == nil && isEnd ? try reader.end() : answer
    }

    private func body(_ answer: ForeignAnswer?) -> String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }

    @Test func aKnownLength() throws {
        let answer = try read(
            "HTTP/1.1 401 Unauthorized\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n\r\n{}"
        )
        #expect(answer?.status == 401 && body(answer) == "{}" && answer?.isReusable == true)
        #expect(answer?.second == 784_111_777)
    }

    @Test func chunks() throws {
        let answer = try read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        #expect(body(answer) == "{}" && answer?.isReusable == true)
    }

    /// The end of the connection ends the body, as with HTTP/1.0 servers.
    @Test func theEndOfTheConnection() throws {
        let text = "HTTP/1.0 200 OK\r\n\r\n{}"
        #expect(try read(text) == nil)
        let answer = try read(text, isEnd: true)
        #expect(body(answer) == "{}" && answer?.isReusable == false)
    }

    @Test(arguments: [
        ("HTTP/1.1 204 No Content\r\n\r\n", true), ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true),
        // There is more than the answer, and it cannot be told what that belongs to.
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx", false),
    ])
    func saysWhetherTheConnectionIsGoodForMore(text: String, isReusable: Bool) throws {
        #expect(try read(text)?.isReusable == isReusable)
    }

    @Test func interimAnswersAreSteppedOver() throws {
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        #expect(try read(interim + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?.status == 200)
        #expect(throws: ForeignAnswerReader.Failure.interim) { try read(String(repeating: interim, count: 17)) }
    }

    /// A body at the limit is kept; of one that is a byte longer, nothing is.
    @Test(arguments: [(10, "0123456789", true), (9, "", false)])
    func aBodyHasALimit(limit: Int, kept: String, isReusable: Bool) throws {
        let answer = try read("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", limit: limit)
        #expect(body(answer) == kept && answer?.isReusable == isReusable)
        let chunked = try read(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
            limit: limit
        )
        #expect(body(chunked) == kept)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func whatIsNoHTTPIsRefused(text: String) {
        #expect(throws: ForeignAnswerReader.Failure.malformed) { try read(text) }
    }

    /// However the network cuts it: a body beyond the limit counts as none, even if it is broken behind that.
    @Test func nothingIsLookedAtBeyondTheLimit() throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\nzz\r\n"
        #expect(body(try read(text, limit: 9)) == "")
        #expect(throws: ForeignAnswerReader.Failure.malformed) { try read(text, limit: 10) }
    }

    @Test func aHeadHasALimit() {
        let head = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 17_000)
        #expect(throws: ForeignAnswerReader.Failure.headTooLarge) { try read(head) }
    }

    /// Every cut of a good answer asks for more, wherever the network splits it, and the end then is too early.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ])
    func asksForMore(text: String) throws {
        for count in 0..<text.utf8.count {
            var reader = ForeignAnswerReader(bodyLimit: 1000)
            #expect(try reader.take(Array(text.utf8.prefix(count))[...]) == nil)
            var ended = reader
            #expect(throws: ForeignAnswerReader.Failure.incomplete) { try ended.end() }
            let answer = try reader.take(Array(text.utf8.dropFirst(count))[...])
            #expect(body(answer) == "{}")
        }
    }
}
