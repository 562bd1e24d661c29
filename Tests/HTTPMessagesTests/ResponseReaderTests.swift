import HTTPMessages
import Testing

struct ResponseReaderTests {
    private static let first =
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\ncontent-length:  4 \r\nX-A:b\r\n\r\n\r\n\r\n"
    private static let second = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private static func reader(_ text: String) -> ResponseReader {
        var reader = ResponseReader()
        reader.append(Array(text.utf8)[...])
        return reader
    }

    /// The body of the first looks like the end of a head.
    @Test(arguments: 0...(first + second).utf8.count)
    func takesBothWhereverTheyAreCut(count: Int) throws {
        let bytes = Array((Self.first + Self.second).utf8)
        var reader = ResponseReader()
        var answers: [ReceivedResponse] = []
        for part in [bytes[..<count], bytes[count...]] {
            reader.append(part)
            while let answer = try reader.next() { answers.append(answer) }
        }
        #expect(answers.map(\.status) == [401, 200])
        #expect(answers.map { String(decoding: $0.body, as: UTF8.self) } == ["\r\n\r\n", ""])
    }

    @Test(arguments: 0..<first.utf8.count)
    func asksForMore(count: Int) throws {
        var reader = ResponseReader()
        reader.append(Array(Self.first.utf8)[..<count])
        #expect(try reader.next() == nil)
    }

    @Test func findsFields() throws {
        var reader = Self.reader(Self.first)
        let answer = try #require(try reader.next())
        #expect(answer.value(of: "x-a") == "b")
        #expect(answer.value(of: "content-length") == "4")
        #expect(answer.value(of: "content") == nil)
        #expect(answer.value(of: "x-b") == nil)
    }

    @Test(arguments: [
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", ResponseReader.Failure.malformedStatusLine),
        ("HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine), ("\r\n\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200 OK\r\nX: y\r\n\r\n", .noLength), ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .noLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", .noLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n", .noLength),
    ])
    func refuses(text: String, failure: ResponseReader.Failure) {
        var reader = Self.reader(text)
        #expect(throws: failure) { try reader.next() }
    }
}
