import Glibc
import HTTPClient
import HTTPMessages
import Locking
import OpenSSL
import System
import TestSupport
import Testing

@testable import HTTPServer

/// Answers whose body comes over time.
@Suite struct StreamTests {
    /// Makes a stream for each request below /stream, and keeps it for the test to write to.
    private final class Studio: Sendable {
        let streams = EventQueue<QueuedStream>()
        let ended = EventQueue<Int>()
        let asked = EventQueue<Int>()
        private let askAgainIn: Duration?
        private let count = Mutex(0)

        init(askAgainIn: Duration? = nil) { self.askAgainIn = askAgainIn }

        var adjustment: EchoResponder.Adjustment {
            { [self] target, response in
                guard target.hasPrefix("/stream") else { return }
                response.body = []
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                let stream = QueuedStream(askAgainIn: askAgainIn) { [asked] in
                    asked.append(number)
                } ended: { [ended] in
                    ended.append(number)
                }
                response.content = .stream(stream)
                streams.append(stream)
            }
        }
    }

    private static func get(_ target: String, method: String = "GET", version: String = "1.1") -> String {
        "\(method) \(target) HTTP/\(version)\r\nHost: a\r\n\r\n"
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The body comes piece by piece, each as a chunk, and the connection goes on.
    @Test func comesPieceByPiece() throws {
        let studio = Studio()
        let server = try EchoServer(adjusting: studio.adjustment)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/stream") + Self.get("/next"))
        let stream = try studio.streams.next()
        let head = try client.answerHead()
        #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n") && !head.contains("Content-Length"))
        stream.write(bytes("one"))
        #expect(try client.chunk() == "one")
        stream.write(bytes("and two"))
        #expect(try client.chunk() == "and two")
        stream.finish()
        #expect(try client.chunk() == "")
        #expect(try client.answer().body == "GET ")
        #expect(try studio.ended.next() == 1)
        stream.write(bytes("too late"))
        try client.send(Self.get("/again"))
        #expect(try client.answer().body == "GET ")
    }

    @Test func hasNoBodyBehindHead() throws {
        let studio = Studio()
        let server = try EchoServer(adjusting: studio.adjustment)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/stream", method: "HEAD") + Self.get("/next"))
        #expect(try client.answerHead().contains("Transfer-Encoding: chunked"))
        #expect(try client.answer().body == "GET ")
        #expect(try studio.ended.next() == 1)
    }

    /// A client of HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
    @Test func closesForHTTP10() throws {
        let studio = Studio()
        let server = try EchoServer(adjusting: studio.adjustment)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/stream", version: "1.0"))
        let stream = try studio.streams.next()
        for piece in ["one", "two"] { stream.write(bytes(piece)) }
        stream.finish()
        let text = try client.rest()
        #expect(text.hasSuffix("\r\nConnection: close\r\n\r\nonetwo") && !text.contains("chunked"))
    }

    @Test func comesByTLS() throws {
        let studio = Studio()
        let context = TLSContext(try LocalhostIdentity())
        let tls = TLSPolicy(context: context, isRequired: true)
        let server = try EchoServer(tls: tls, adjusting: studio.adjustment)
        let deadline = Deadline(in: .seconds(20))
        let trust = try TLSClientContext.unverified()
        let client = try ClientConnection.open(host: "127.0.0.1", port: server.port, trust: trust, deadline: deadline)
        try client.send(bytes("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), until: deadline)
        let stream = try studio.streams.next()
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 40_000)
        stream.write(large)
        stream.finish()
        let answer = try client.rest(limit: 1 << 20, until: deadline)
        #expect(
            String(decoding: answer, as: UTF8.self).hasSuffix(
                "9c40\r\n\(String(decoding: large, as: UTF8.self))\r\n0\r\n\r\n"
            )
        )
    }

    /// A stream that wants to be asked again is, as often as it says so; one that does not is left alone.
    @Test func isAskedAgain() throws {
        let studio = Studio(askAgainIn: .milliseconds(1))
        let server = try EchoServer(adjusting: studio.adjustment)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/stream"))
        let stream = try studio.streams.next()
        for _ in 0..<5 { #expect(try studio.asked.next() == 1) }
        stream.write(bytes("one"))
        _ = try client.answerHead()
        #expect(try client.chunk() == "one")
        stream.finish()
        #expect(try client.chunk() == "")
        #expect(try studio.ended.next() == 1)
    }

    /// A client that hangs up is dropped, and the stream is told.
    @Test func endsWithItsReader() throws {
        let studio = Studio()
        let server = try EchoServer(adjusting: studio.adjustment)
        var client: RawClient? = try RawClient(port: server.port)
        try client?.send(Self.get("/stream"))
        let stream = try studio.streams.next()
        client = nil
        #expect(try studio.ended.next() == 1)
        stream.write(bytes("nobody"))
        #expect(stream.next(orWake: {}) == .end)
    }

    /// A server that ends lets its streams end as well-formed bodies.
    @Test func endsWithTheServer() throws {
        let studio = Studio()
        let server = try EchoServer(adjusting: studio.adjustment)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/stream"))
        let stream = try studio.streams.next()
        _ = try client.answerHead()
        stream.write(bytes("last"))
        #expect(try client.chunk() == "last")
        let end = try server.shutDown(within: .seconds(10))
        #expect(try client.chunk() == "" && client.rest() == "")
        end.join()
        #expect(try studio.ended.next() == 1)
    }

    /// A reader that stops is dropped when it has taken nothing for the write time; until then others are served.
    @Test func dropsAReaderThatStops() throws {
        let studio = Studio()
        let server = try EchoServer({ $0.writeTime = .milliseconds(300) }, adjusting: studio.adjustment)
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get("/stream"))
        let stream = try studio.streams.next()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let other = try RawClient(port: server.port)
        let limit = MonotonicInstant.now + .seconds(20)
        while studio.ended.isEmpty {
            try #require(MonotonicInstant.now < limit)
            stream.write(piece)
            try other.send(Self.get("/other"))
            #expect(try other.answer().body == "GET ")
        }
        withExtendedLifetime(client) {}
    }

    /// A thousand streams, half of which nobody reads: the others get every piece, and plain requests their answers.
    @Test func manyAtOnce() throws {
        try Self.allowDescriptors(4096)
        let studio = Studio()
        let server = try EchoServer(loops: 2, adjusting: studio.adjustment)
        var clients: [RawClient] = []
        var streams: [QueuedStream] = []
        for _ in 0..<1000 {
            let client = try RawClient(port: server.port, receiveBuffer: 4096)
            try client.send(Self.get("/stream"))
            clients.append(client)
            streams.append(try studio.streams.next())
        }
        let plain = try RawClient(port: server.port)
        let filler = String(repeating: "x", count: 1000)
        for round in 0..<20 {
            for stream in streams { stream.write(bytes("round \(round) \(filler);")) }
            try plain.send(Self.get("/plain"))
            #expect(try plain.answer().body == "GET ")
        }
        for stream in streams { stream.finish() }
        let expected = (0..<20).map { "round \($0) \(filler);" }.joined()
        for (index, client) in clients.enumerated() where index.isMultiple(of: 2) {
            _ = try client.answerHead()
            var text = ""
            while case let chunk = try client.chunk(), !chunk.isEmpty { text += chunk }
            #expect(text == expected)
        }
    }

    /// Both ends of every connection are this process's.
    private static func allowDescriptors(_ count: rlim_t) throws {
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        guard limit.rlim_cur < count else { return }
        limit.rlim_cur = min(count, limit.rlim_max)
        try #require(limit.rlim_cur >= count && setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    }
}
