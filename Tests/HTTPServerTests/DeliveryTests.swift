import HTTPClient
import HTTPMessages
import HTTPServer
import OpenSSL
import System
import TestSupport
import Testing

/// Answers that go wrong or slowly, as a client sees them.
@Suite struct DeliveryTests {
    private static let delay = Duration.milliseconds(40)

    /// Delivers the answers below /faulty in that way, and all others as they are.
    private func server(
        _ manner: Delivery.Manner = .whole,
        delay: Duration = .zero,
        tls: TLSPolicy? = nil,
        _ configure: (inout ServerLimits) -> Void = { _ in }
    ) throws -> EchoServer {
        let adjust: EchoResponder.Adjustment = { target, response in
            if target.hasPrefix("/faulty") { response.delivery = Delivery(delay: delay, manner: manner) }
            if target == "faulty:443" {
                response.delivery = Delivery(delay: delay, manner: manner)
                response.content = .switching(to: .tls(host: "faulty"))
            }
            if target == "/faulty/empty" { response.status = .noContent }
            if target == "/faulty/large" { response.body = [UInt8](repeating: 0, count: 8 << 20) }
        }
        return try EchoServer(tls: tls, configure, adjusting: adjust)
    }

    private static func get(_ target: String, method: String = "GET") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
    }

    /// The whole answer, as it is without a fault.
    private func plain(_ target: String) throws -> String {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send(Self.get(target))
        client.finishSending()
        return try client.rest()
    }

    /// Another connection of the same loop is served: whatever was to happen at once has happened.
    private func serveAnother(_ server: EchoServer) throws {
        let other = try RawClient(port: server.port)
        try other.send(Self.get("/other"))
        #expect(try other.answer().body == "GET ")
    }

    // Delay.

    /// Answers keep their order, and what is asked for behind a late one comes after it.
    @Test(arguments: [false, true])
    func comesLate(inOnePiece: Bool) throws {
        let server = try server(delay: Self.delay)
        let client = try RawClient(port: server.port)
        let requests = ["/1", "/faulty", "/3", "/faulty/empty", "/5"].map { Self.get($0) }
        let start = MonotonicInstant.now
        if inOnePiece {
            try client.send(requests.joined())
        } else {
            for request in requests { try client.send(request) }
        }
        #expect(try client.answer()["X-Target"] == "/1")
        let late = try client.answer()
        #expect(MonotonicInstant.now >= start + Self.delay)
        #expect(late["X-Target"] == "/faulty" && late["Connection"] == "keep-alive")
        #expect(try client.answer()["X-Target"] == "/3")
        #expect(try client.answer().status == 204)
        #expect(MonotonicInstant.now >= start + Self.delay + Self.delay)
        #expect(try client.answer()["X-Target"] == "/5")
    }

    /// An earlier answer does not wait with a late one, and nothing behind it is invited.
    @Test func holdsUpNothingInFront() throws {
        let server = try server(delay: .seconds(600))
        let client = try RawClient(port: server.port)
        try client.send(
            Self.get("/1") + Self.get("/faulty") + "PUT /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                + "Expect: 100-continue\r\n\r\n"
        )
        #expect(try client.answer()["X-Target"] == "/1")
        try serveAnother(server)
        #expect(client.isQuiet)
    }

    /// A delay begins once the answers before it have been taken.
    @Test func waitsBehindAnUnreadAnswer() throws {
        let server = try server(delay: Self.delay)
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get("/large") + Self.get("/faulty") + Self.get("/3"))
        try serveAnother(server)
        let start = MonotonicInstant.now
        #expect(try client.answer().body.utf8.count == 8 << 20)
        #expect(try client.answer()["X-Target"] == "/faulty")
        #expect(MonotonicInstant.now >= start + Self.delay)
        #expect(try client.answer()["X-Target"] == "/3")
    }

    @Test func invitesABodyAfterALateAnswer() throws {
        let server = try server(delay: Self.delay)
        let client = try RawClient(port: server.port)
        let put = "PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        try client.send(Self.get("/faulty") + put)
        #expect(try client.answer()["X-Target"] == "/faulty")
        #expect(try client.answer().status == 100)
        try client.send("ok")
        #expect(try client.answer().body == "PUT ok")
    }

    /// An empty line behind a held answer, or an unread one, starts no request.
    @Test(arguments: ["/faulty", "/large"])
    func keepsTheIdleTimeBehindAnEmptyLine(target: String) throws {
        let server = try server(delay: Self.delay) { $0.idleTime = .milliseconds(50) }
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get(target) + "\r\n")
        #expect(try client.answer().status == 200)
        #expect(try client.rest() == "")
    }

    // Broken answers.

    @Test(arguments: [.zero, Self.delay])
    func resets(delay: Duration) throws {
        let server = try server(.reset, delay: delay)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/1"))
        #expect(try client.answer()["X-Target"] == "/1")
        let start = MonotonicInstant.now
        try client.send(Self.get("/faulty") + Self.get("/3"))
        let failure = try #require(throws: RawClient.Failure.self) { try client.rest() }
        #expect(failure.description.contains("reset"))
        #expect(MonotonicInstant.now >= start + delay)
    }

    /// The client sees the end, not a reset, even if it has sent more.
    @Test(arguments: [0, 1, 20, 130, 100_000])
    func cuts(count: Int) throws {
        let server = try server(.cut(after: count))
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/faulty") + Self.get("/2"))
        try client.send(Self.get("/3"))
        #expect(try client.rest().utf8.elementsEqual(try plain("/faulty").utf8.prefix(count)))
    }

    @Test(arguments: [(3, "7"), (-3, "1"), (-100, "0"), (Int.min, "0"), (Int.max, "9223372036854775807")])
    func liesAboutTheLength(difference: Int, length: String) throws {
        let server = try server(.wrongLength(by: difference))
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/faulty") + Self.get("/2"))
        let text = try client.rest()
        #expect(text.contains("\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\n"))
        #expect(text.hasSuffix("\r\n\r\nGET "))
    }

    /// Without a body there is nothing to be wrong about; the connection closes all the same.
    @Test(arguments: [.wrongLength(by: 3), .malformedChunk] as [Delivery.Manner])
    func closesWithoutABody(manner: Delivery.Manner) throws {
        let server = try server(manner)
        for (request, length) in [
            (Self.get("/faulty", method: "HEAD"), "5"), (Self.get("/faulty/empty"), nil),
        ] {
            let client = try RawClient(port: server.port)
            try client.send(request)
            let answer = try client.answer(isHead: true)
            #expect(answer["Content-Length"] == length && answer["Transfer-Encoding"] == nil)
            #expect(answer["Connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test func breaksAChunk() throws {
        let server = try server(.malformedChunk)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/faulty") + Self.get("/2"))
        let text = try client.rest()
        #expect(text.contains("\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nGE\r\nzz\r\nT "))
        #expect(!text.contains("Content-Length"))
    }

    // Slow answers.

    /// The whole answer comes, no faster than it should, and then the next; the write time is for clients that do not
    /// read.
    @Test func drips() throws {
        let server = try server(.drip(bytesPerSecond: 500)) {
            $0.writeTime = .milliseconds(20)
            $0.headTime = .milliseconds(20)
            $0.idleTime = .seconds(60)
        }
        let length = try plain("/faulty").utf8.count
        // It has little time for its first byte.
        let client = try RawClient(port: server.port)
        let start = MonotonicInstant.now
        try client.send(Self.get("/faulty") + Self.get("/2"))
        let answer = try client.answer()
        #expect(answer.body == "GET " && answer["Connection"] == "keep-alive")
        #expect(MonotonicInstant.now >= start + .seconds(1) * length / 500)
        #expect(try client.answer()["X-Target"] == "/2")
        try client.send(Self.get("/3"))
        #expect(try client.answer()["X-Target"] == "/3")
    }

    @Test func closesOnAReaderThatLetsItDrip() throws {
        let server = try server(.drip(bytesPerSecond: 1 << 30)) { $0.writeTime = .milliseconds(50) }
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get("/faulty/large"))
        // Long enough for it to have lost its connection.
        let end = MonotonicInstant.now + .milliseconds(400)
        while MonotonicInstant.now < end { try serveAnother(server) }
        #expect(throws: RawClient.Failure.self) { try client.answer() }
    }

    /// More than a socket takes with each piece; none of it is lost.
    @Test func dripsToASlowReader() throws {
        let server = try server(.drip(bytesPerSecond: 40 << 20))
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get("/faulty/large") + Self.get("/2"))
        #expect(try client.answer().body.utf8.count == 8 << 20)
        #expect(try client.answer()["X-Target"] == "/2")
    }

    /// Nothing comes, whatever else is sent, until the client leaves.
    @Test func staysSilent() throws {
        let server = try server(.silence) {
            $0.idleTime = .milliseconds(20)
            $0.headTime = .milliseconds(20)
            $0.writeTime = .milliseconds(20)
        }
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/faulty") + Self.get("/2"))
        let end = MonotonicInstant.now + .milliseconds(80)
        while MonotonicInstant.now < end {
            try client.send(Self.get("/3"))
            try serveAnother(server)
        }
        #expect(client.isQuiet)
        client.finishSending()
        #expect(try client.rest() == "")
    }

    /// A client that resets leaves its place to another.
    @Test(arguments: [
        Delivery(manner: .silence), Delivery(delay: .seconds(600)),
        Delivery(manner: .drip(bytesPerSecond: 1)),
    ])
    func noticesAReset(delivery: Delivery) throws {
        let server = try server(delivery.manner, delay: delivery.delay) { $0.connections = 1 }
        var client: RawClient? = try RawClient(port: server.port)
        try client?.send(Self.get("/") + Self.get("/faulty"))
        #expect(try client?.answer()["X-Target"] == "/")
        client?.resetWhenClosed()
        client = nil
        let end = MonotonicInstant.now + .seconds(20)
        while true {
            // Refused while the place is taken.
            if (try? serveAnother(server)) != nil { break }
            try #require(MonotonicInstant.now < end)
        }
    }

    // The end.

    /// A late or slow answer still comes, with time to spare; silence has nothing to wait for.
    @Test(arguments: [Delivery(delay: .milliseconds(100)), Delivery(manner: .drip(bytesPerSecond: 800))])
    func finishesWhatItHolds(delivery: Delivery) throws {
        let server = try server(delivery.manner, delay: delivery.delay)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/1") + Self.get("/faulty"))
        #expect(try client.answer()["X-Target"] == "/1")
        let end = try server.shutDown(within: .seconds(15))
        #expect(try client.answer()["X-Target"] == "/faulty")
        #expect(try client.rest() == "")
        end.join()
    }

    @Test(arguments: [
        (Delivery(manner: .silence), 15_000), (Delivery(delay: .seconds(600)), 20),
        (Delivery(manner: .drip(bytesPerSecond: 1)), 20),
    ])
    func doesNotWaitForTooLong(delivery: Delivery, milliseconds: Int) throws {
        let server = try server(delivery.manner, delay: delivery.delay)
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/1") + Self.get("/faulty"))
        #expect(try client.answer()["X-Target"] == "/1")
        try server.shutDown(within: .milliseconds(milliseconds)).join()
        #expect(try client.rest() == "")
    }

    // TLS.

    private func secureServer(_ manner: Delivery.Manner, delay: Duration = .zero) throws -> EchoServer {
        let context = TLSContext(try LocalhostIdentity())
        return try server(manner, delay: delay, tls: TLSPolicy(context: context, isRequired: true))
    }

    private func ask(_ server: EchoServer) throws -> String {
        try RawClient.exchange(
            port: server.port,
            isSecure: true,
            request: Array("GET /faulty HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8),
            timeout: .seconds(20)
        )
    }

    @Test func isLateOverTLS() throws {
        let server = try secureServer(.whole, delay: Self.delay)
        let start = MonotonicInstant.now
        #expect(try ask(server).hasSuffix("\r\n\r\nGET "))
        #expect(MonotonicInstant.now >= start + Self.delay)
    }

    /// What comes through a tunnel waits for the answer that opens it; here it is no TLS and ends it.
    @Test func opensATunnelLate() throws {
        let server = try secureServer(.whole, delay: Self.delay)
        let client = try RawClient(port: server.port)
        let start = MonotonicInstant.now
        try client.send("CONNECT faulty:443 HTTP/1.1\r\nHost: faulty:443\r\n\r\nnone")
        #expect(try client.answer().status == 200)
        #expect(MonotonicInstant.now >= start + Self.delay)
        #expect(try client.rest() == "")
    }

    @Test(arguments: [1, 20, 70])
    func cutsOverTLS(count: Int) throws {
        let server = try secureServer(.cut(after: count))
        #expect(try ask(server).utf8.count == count)
    }

    @Test func dripsOverTLS() throws {
        let server = try secureServer(.drip(bytesPerSecond: 1000))
        #expect(try ask(server).hasSuffix("\r\n\r\nGET "))
    }

    @Test(arguments: [.reset, .cut(after: 0)] as [Delivery.Manner])
    func saysNothingOverTLS(manner: Delivery.Manner) throws {
        let server = try secureServer(manner)
        #expect(throws: ExchangeFailure.self) { try ask(server) }
    }

    /// A server without TLS has nothing to begin in a tunnel; what comes through it is no request either.
    @Test func nothingComesThroughATunnelWithoutTLS() throws {
        let server = try server()
        for bytes in [Self.get("/inside"), "\u{16}\u{03}\u{01}"] {
            let client = try RawClient(port: server.port)
            try client.send("CONNECT faulty:443 HTTP/1.1\r\nHost: faulty:443\r\n\r\n" + bytes)
            #expect(try client.rest() == "HTTP/1.1 200 OK\r\nX-Target: faulty:443\r\n\r\n")
        }
    }
}
