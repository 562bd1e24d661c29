import HTTPMessages
import Locking
import TestSupport
import Testing

@testable import HTTPServer

/// The responder is told how its answers have ended.
@Suite struct AnswerEndTests {
    private static let receipts = Mutex<UInt64>(1_000)

    /// A receipt that no other test has.
    private let receipt = receipts.withLock { receipts in
        receipts += 1
        return receipts
    }

    private func server(
        _ delivery: Delivery?,
        size: Int = 10,
        _ configure: (inout ServerLimits) -> Void = { _ in }
    ) throws -> EchoServer {
        let receipt = receipt
        return try EchoServer(configure) { target, response in
            guard target == "/told" else { return }
            response.receipt = receipt
            response.delivery = delivery
            response.body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        }
    }

    private static let request = "GET /told HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Waits for the end of an answer, while another client is served again and again.
    private func end(_ server: EchoServer) throws -> AnswerEnd {
        let limit = MonotonicInstant.now + .seconds(20)
        let other = try RawClient(port: server.port)
        while true {
            if let end = EchoResponder.ends.withLock({ $0[receipt] }) { return end }
            try #require(MonotonicInstant.now < limit)
            try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.answer().status == 200)
        }
    }

    @Test(arguments: [
        (Delivery(delay: .milliseconds(20)), 10), (Delivery(manner: .drip(bytesPerSecond: 10_000)), 10),
        (Delivery(manner: .reset), 0), (Delivery(manner: .cut(after: 0)), 0),
        (Delivery(manner: .wrongLength(by: 5)), 10),
    ])
    func tellsThatItIsOut(delivery: Delivery, bytes: Int) throws {
        let server = try server(delivery)
        let client = try RawClient(port: server.port)
        try client.send(Self.request)
        let end = try end(server)
        #expect(end == AnswerEnd(bodyBytes: bytes, isAborted: false))
        withExtendedLifetime(client) {}
    }

    /// Cut inside the body: as many bytes as have left.
    @Test func countsWhatHasLeft() throws {
        let head =
            "HTTP/1.1 200 OK\r\nX-Target: /told\r\nContent-Length: 10\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n"
        let server = try server(Delivery(manner: .cut(after: head.utf8.count + 4)))
        let client = try RawClient(port: server.port)
        try client.send(Self.request)
        #expect(try client.rest() == head + "xxxx")
        #expect(try end(server) == AnswerEnd(bodyBytes: 4, isAborted: false))
    }

    /// A client that goes while its answer waits is dropped at once, long before the answer's time.
    @Test(arguments: [
        Delivery(delay: .seconds(600)), Delivery(manner: .silence), Delivery(manner: .drip(bytesPerSecond: 1)),
    ])
    func tellsThatTheClientHasGone(delivery: Delivery) throws {
        let server = try server(delivery)
        var client: RawClient? = try RawClient(port: server.port)
        try client?.send(Self.request)
        client = nil
        #expect(try end(server) == AnswerEnd(bodyBytes: 0, isAborted: true))
    }

    /// An answer that leaves at once is not reported, unless its client goes without the rest of it.
    @Test func tellsWhatWasLost() throws {
        let server = try server(nil, size: 16 << 20)
        var client: RawClient? = try RawClient(port: server.port, receiveBuffer: 4096)
        try client?.send(Self.request)
        client = nil
        let end = try end(server)
        #expect(end.isAborted && end.bodyBytes < 0 && end.bodyBytes > -(17 << 20))
    }
}

/// How much memory unread answers may hold, all connections together.
@Suite struct UnreadAnswerTests {
    private static let limit = 32 << 20

    private func server() throws -> EchoServer {
        try EchoServer(loops: 2) {
            $0.unreadAnswerBytes = Self.limit
            $0.writeTime = .seconds(60)
        }
    }

    private func wait(_ server: EchoServer, until isReached: (Int) -> Bool) throws {
        let end = MonotonicInstant.now + .seconds(20)
        let other = try RawClient(port: server.port)
        while !isReached(server.server.unread.taken) {
            try #require(MonotonicInstant.now < end)
            try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.answer().status == 200)
        }
    }

    private func ask(_ server: EchoServer) throws -> RawClient {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        return client
    }

    /// Eight readers that read nothing hold no more than all may; a reader too many is closed, and the memory that they
    /// held comes back.
    @Test func isBounded() throws {
        let server = try server()
        var clients: [RawClient] = []
        let drops = EchoResponder.drops.withLock { $0 }
        for _ in 0..<8 { clients.append(try ask(server)) }
        try wait(server) { $0 > 0 && EchoResponder.drops.withLock { $0 } > drops }
        #expect(server.server.unread.taken <= Self.limit)
        clients = []
        try wait(server) { $0 == 0 }
        // A client that reads gets all of its answer.
        let reader = try ask(server)
        var count = 0
        while count < 8 << 20 { count += try reader.piece(1 << 20) }
        try wait(server) { $0 == 0 }
    }

    @Test func isMegabytesByDefault() {
        let limits = ServerLimits()
        #expect(limits.ordinaryAnswerBytes == 64 << 10 && limits.unreadAnswerBytes == 64 << 20)
    }
}
