import Foundation
import HTTPMessages
import HTTPServer
import System
import TestSupport
import Testing

/// The server over real sockets, with the bytes a test wants and no others.
@Suite struct ServerTests {
    @Test func keepsAConnection() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        for number in 0..<100 {
            try client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            let answer = try client.answer()
            #expect(answer.status == 200 && answer.body == "POST hello" && answer["X-Target"] == "/\(number)")
            #expect(answer["Connection"] == "keep-alive" && answer["Keep-Alive"] == "timeout=60")
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: close\r\n\r\n",
    ])
    func closes(request: String) throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send(request)
        let text = try client.rest()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\nGET "))
    }

    @Test func keepsAnHTTP10ConnectionOnDemand() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        for _ in 0..<3 {
            try client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            #expect(try client.answer()["Connection"] == "keep-alive")
        }
    }

    @Test func answersHeadWithoutBody() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer(isHead: true)["Content-Length"] == "5")
        #expect(try client.answer().body == "GET ")
    }

    /// Answers come in the order of their requests, all of them, however the bytes arrive.
    @Test(arguments: [1, 7, 100, 100_000])
    func pipelines(inPiecesOf size: Int) throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        var requests: [UInt8] = []
        for number in 0..<50 {
            requests += Array(
                "POST /\(number) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n".utf8
            )
        }
        var rest = requests[...]
        while !rest.isEmpty {
            try client.send(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        for number in 0..<50 { #expect(try client.answer()["X-Target"] == "/\(number)") }
    }

    /// More answers than a socket takes: the server waits for the reader and loses none.
    @Test func waitsForASlowReader() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        for _ in 0..<4 { try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
        try client.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in 0..<4 { #expect(try client.answer().body.utf8.count == 8 << 20) }
        #expect(try client.answer()["X-Target"] == "/last")
    }

    /// Requests that fill the buffer they are read into exactly, several times over, with and without an end behind
    /// them.
    @Test(arguments: [1, 2, 5], [false, true])
    func readsFullBuffers(count: Int, ends: Bool) throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        let bufferSize = 64 * 1024
        for _ in 0..<3 {
            let head = "POST /full HTTP/1.1\r\nHost: a\r\nContent-Length: \(count * bufferSize - 100)\r\nX: "
            let filler = String(repeating: "x", count: 100 - head.utf8.count - 4)
            try client.send(head + filler + "\r\n\r\n" + String(repeating: "b", count: count * bufferSize - 100))
        }
        if ends { client.finishSending() }
        for _ in 0..<3 { #expect(try client.answer().body.utf8.count == count * bufferSize - 100 + 5) }
        if ends {
            #expect(try client.rest() == "")
        } else {
            try client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer()["X-Target"] == "/next")
        }
    }

    /// Urgent data is no part of the stream (RFC 9293 §3.8.5), and what stands behind it is not lost.
    @Test func readsPastUrgentData() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        for number in 0..<100 {
            try client.send("GET /\(number) HTTP/1.1\r\nHo")
            client.sendUrgent(UInt8(ascii: "!"))
            try client.send("st: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer()["X-Target"] == "/\(number)")
            #expect(try client.answer()["X-Target"] == "/next")
        }
    }

    /// A client that shuts its writing side still gets its answers.
    @Test func answersAfterHalfClose() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        client.finishSending()
        #expect(try client.answer()["X-Target"] == "/1")
        #expect(try client.answer().body.utf8.count == 8 << 20)
        #expect(try client.answer()["X-Target"] == "/3")
        #expect(try client.rest() == "")
    }

    @Test func dropsAnUnfinishedRequestAtTheEnd() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        client.finishSending()
        #expect(try client.rest() == "")
    }

    @Test func continues() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.answer().status == 100)
        try client.send("ok")
        #expect(try client.answer().body == "PUT ok")
        // Too large a body is refused before it is sent.
        try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.rest().hasPrefix("HTTP/1.1 413 "))
    }

    /// Every error is answered, the connection closed, and nothing behind it read as a request.
    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: a\n\n", 400),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ])
    func refuses(request: String, status: Int) throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("GET /before HTTP/1.1\r\nHost: a\r\n\r\n" + request + "GET /after HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer()["X-Target"] == "/before")
        let refusal = try client.answer()
        #expect(refusal.status == status)
        #expect(refusal["Connection"] == "close")
        #expect(try client.rest() == "")
    }

    @Test func refusesWhatIsTooLong() throws {
        let server = try EchoServer()
        for (request, status) in [
            ("GET /" + String(repeating: "a", count: 9_000), 414),
            ("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000), 431),
            ("GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 101), 431),
        ] {
            let client = try RawClient(port: server.port)
            try client.send(request)
            #expect(try client.answer().status == status)
            #expect(try client.rest() == "")
        }
    }

    /// The last answer reaches a client that is still sending: the connection is not reset under it.
    @Test func lingersUntilTheAnswerIsRead() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
        for _ in 0..<100 { try client.send([UInt8](repeating: 0, count: 50_000)) }
        #expect(try client.answer().status == 413)
        client.finishSending()
        #expect(try client.rest() == "")
    }

    // Time limits, shortened.

    /// A client that goes on sending after its last answer is read from for a while, and then cut off.
    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel",
    ])
    func stopsLingering(request: String) throws {
        let server = try EchoServer {
            $0.bodyTime = .milliseconds(50)
            $0.lingerTime = .milliseconds(50)
        }
        let client = try RawClient(port: server.port)
        try client.send(request)
        #expect(try [408, 413].contains(client.answer().status))
        while try client.send([0]) {}
    }

    @Test func timesOutAHead() throws {
        let server = try EchoServer { $0.headTime = .milliseconds(50) }
        let silent = try RawClient(port: server.port)
        #expect(try silent.rest() == "")
        let slow = try RawClient(port: server.port)
        try slow.send("GET / HTTP/1.1\r\nHo")
        #expect(try slow.answer().status == 408)
        #expect(try slow.rest() == "")
    }

    @Test func timesOutABody() throws {
        let server = try EchoServer { $0.bodyTime = .milliseconds(50) }
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        #expect(try client.answer().status == 408)
        #expect(try client.rest() == "")
    }

    @Test func closesAnIdleConnection() throws {
        let server = try EchoServer { $0.idleTime = .milliseconds(50) }
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
        #expect(try client.rest() == "")
    }

    @Test func closesOnAReaderThatDoesNotRead() throws {
        let server = try EchoServer { $0.writeTime = .milliseconds(50) }
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        for _ in 0..<4 { try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n") }
        // Another client is served meanwhile, and long enough for the first to have lost its connection.
        let other = try RawClient(port: server.port)
        let end = MonotonicInstant.now + .milliseconds(300)
        while MonotonicInstant.now < end {
            try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.answer().status == 200)
        }
        #expect(throws: RawClient.Failure.self) { for _ in 0..<4 { _ = try client.answer() } }
    }

    /// The limit is for connections with work under way.
    @Test func closesBeyondTheLimit() throws {
        let server = try EchoServer { $0.connections = 2 }
        let clients = try (0..<2).map { _ in try RawClient(port: server.port) }
        for client in clients {
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.answer().status == 100)
        }
        let third = try RawClient(port: server.port)
        #expect((try? third.rest()) ?? "" == "")
        #expect(server.server.limitTally == LimitTally(turnedAway: 1))
        for client in clients {
            try client.send("a")
            #expect(try client.answer().status == 200)
        }
    }

    /// As nginx does it: a client of a pool that has gone to sleep keeps nobody out.
    @Test func makesRoomOfTheOneThatHasWaitedLongest() throws {
        let server = try EchoServer { $0.connections = 3 }
        let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
        for client in [clients[1], clients[2], clients[0]] { try expectAnswer(client) }
        var newcomers: [RawClient] = []
        for count in 1...2 {
            newcomers.append(try RawClient(port: server.port))
            try expectAnswer(newcomers[count - 1])
            #expect(server.server.limitTally == LimitTally(endedForOthers: count))
        }
        for client in [clients[0]] + newcomers { try expectAnswer(client) }
        for client in clients[1...] { #expect(try client.rest() == "") }
    }

    @Test func anotherLoopMakesRoomWhereOneCannot() throws {
        let server = try EchoServer(loops: 2) { $0.connections = 2 }
        let busy = try RawClient(port: server.port)
        try busy.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
        #expect(try busy.answer().status == 100)
        let idle = try RawClient(port: server.port)
        try expectAnswer(idle)
        // It is dealt to the loop of the busy one.
        try expectAnswer(try RawClient(port: server.port))
        #expect(try idle.rest() == "")
        try busy.send("a")
        #expect(try busy.answer().status == 200)
        #expect(server.server.limitTally == LimitTally(endedForOthers: 1))
    }

    private func expectAnswer(_ client: RawClient) throws {
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
    }

    @Test func dealsConnectionsToAllLoops() throws {
        let server = try EchoServer(loops: 3)
        let clients = try (0..<30).map { _ in try RawClient(port: server.port) }
        for round in 0..<3 {
            for client in clients { try client.send("GET /\(round) HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients { #expect(try client.answer()["X-Target"] == "/\(round)") }
        }
    }

    // The end.

    @Test func finishesWhatIsUnderWay() throws {
        let server = try EchoServer()
        let idle = try RawClient(port: server.port)
        let busy = try RawClient(port: server.port)
        for client in [idle, busy] {
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().status == 200)
        }
        try busy.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try busy.answer().status == 100)
        let end = try server.shutDown(within: .seconds(15))
        #expect(try idle.rest() == "")
        #expect(throws: RawClient.Failure.self) {
            let late = try RawClient(port: server.port)
            try late.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try late.answer()
        }
        try busy.send("ok")
        let answer = try busy.answer()
        #expect(answer.body == "POST ok" && answer["Connection"] == "close")
        #expect(try busy.rest() == "")
        end.join()
    }

    @Test func cutsOffWhatDoesNotFinish() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.answer().status == 100)
        try server.shutDown(within: .milliseconds(20)).join()
        #expect(try client.rest() == "")
    }

    @Test func aPortIsTakenOnce() throws {
        let server = try EchoServer()
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: server.port)[0]
        #expect(throws: SystemError.self) { try Listener(on: address) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("0.0.0.0", false), ("::", false),
        ("192.0.2.1", false), ("2001:db8::1", false),
    ])
    func knowsLoopback(host: String, isLoopback: Bool) throws {
        let address = try SocketAddress.resolve(host: host, port: 1)[0]
        #expect(address.isLoopback == isLoopback)
        #expect(address.host == host && address.port == 1)
    }

    /// Noise from many clients at once, while one that behaves is served.
    @Test func survivesNoise() throws {
        let server = try EchoServer(loops: 2)
        let good = try RawClient(port: server.port)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let client = try RawClient(port: server.port)
            let noise = (0..<Int.random(in: 1...5000, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            try client.send(noise)
            try good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try good.answer().status == 200)
        }
    }
}
