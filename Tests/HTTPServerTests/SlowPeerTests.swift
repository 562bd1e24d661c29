import HTTPServer
import TestSupport
import Testing

/// Peers that always do a little, so that they are never quite idle: a byte gives no more time.
///
/// Their limits are shortened; requests to another server set their pace.
@Suite struct SlowPeerTests {
    private static let limit = Duration.milliseconds(200)
    /// What a slow machine may take on top; a peer that got more time for each byte would outlast it.
    private static let patience = Duration.seconds(20)
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Sends `piece` again and again, twenty times within the limit at most, until the server hangs up.
    ///
    /// - Returns: the status of the last answer, or nil if none came.
    private func trickle(_ piece: String, _ client: RawClient) throws -> Int? {
        let server = try EchoServer()
        let other = try RawClient(port: server.port)
        var status: Int?
        var count = 0
        while try client.send(Array(piece.utf8)) {
            count += 1
            try #require(count < 200, "it has been given ten times its time")
            try serve(other, for: Self.limit / 20)
            if !client.isQuiet, let answer = try? client.answer() { status = answer.status }
        }
        return status
    }

    private func serve(_ other: RawClient, for time: Duration) throws {
        let end = MonotonicInstant.now + time
        repeat {
            try other.send(Self.get)
            #expect(try other.answer().status == 200)
        } while MonotonicInstant.now < end
    }

    /// The answer comes when the time is up, and the connection ends however much still arrives.
    @Test(arguments: [
        ("a request line", "GET /", "x"), ("a head", "GET / HTTP/1.1\r\nX: ", "x"),
        ("a field line at a time", "GET / HTTP/1.1\r\n", "X:\r\n"),
        ("a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", "x"),
        ("chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        ("an extension", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
        ("trailers", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X:\r\n"),
        (
            "an invited body", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n",
            "x"
        ),
        ("a second request", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /", "x"),
    ])
    func endsASlowRequest(name: String, start: String, piece: String) throws {
        let server = try EchoServer {
            $0.headTime = Self.limit
            $0.bodyTime = Self.limit
            $0.lingerTime = Self.limit
        }
        let client = try RawClient(port: server.port)
        try client.send(start)
        #expect(try trickle(piece, client) == 408)
    }

    /// RFC 9112 §2.2: empty lines start no request, and keep no connection.
    @Test(arguments: [true, false])
    func endsEmptyLines(isFirst: Bool) throws {
        let server = try EchoServer {
            $0.headTime = Self.limit
            $0.idleTime = Self.limit
        }
        let client = try RawClient(port: server.port)
        if !isFirst {
            try client.send(Self.get)
            #expect(try client.answer().status == 200)
        }
        #expect(try trickle("\r\n", client) == nil)
    }

    /// A reader that goes on reading is waited for longer than one that does not read.
    @Test func waitsForAReaderThatReads() throws {
        let writeTime = Duration.seconds(2)
        let server = try EchoServer { $0.writeTime = writeTime }
        let client = try RawClient(port: server.port, receiveBuffer: 1 << 16)
        let count = 8
        for _ in 0..<count { try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
        let other = try RawClient(port: server.port)
        let end = MonotonicInstant.now + writeTime + .milliseconds(500)
        var received = 0
        while MonotonicInstant.now < end {
            let next = received + 1 << 20
            while received < next { received += try client.piece(1 << 16) }
            try serve(other, for: .milliseconds(50))
        }
        // There was something left to wait for all the time.
        try #require(received < count << 23)
        client.finishSending()
        while case let size = try client.piece(1 << 20), size > 0 { received += size }
        #expect(received > count << 23)
    }

    /// A peer that only reads, and one that neither reads nor writes, keep no place of another.
    @Test func givesUpAPlaceInTime() throws {
        let server = try EchoServer {
            $0.headTime = Self.limit
            $0.writeTime = Self.limit
            $0.lingerTime = Self.limit
            $0.connections = 2
        }
        let mute = try RawClient(port: server.port)
        let deaf = try RawClient(port: server.port, receiveBuffer: 4096)
        for _ in 0..<4 { try deaf.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
        let end = MonotonicInstant.now + Self.patience
        var served = 0
        while served < 2 {
            try #require(MonotonicInstant.now < end)
            let clients = try (0..<2).map { _ in try RawClient(port: server.port) }
            served = clients.count { client in
                (try? client.send(Self.get)) != nil && (try? client.answer().status) == 200
            }
        }
        #expect(try mute.rest() == "")
    }
}
