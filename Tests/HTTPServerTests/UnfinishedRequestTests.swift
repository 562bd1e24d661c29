import TestSupport
import Testing

@testable import HTTPServer

@Suite struct MemoryBudgetTests {
    /// The limit holds to the byte, and a refused amount is not taken.
    @Test func keepsItsLimit() {
        let budget = MemoryBudget(limit: 100)
        #expect(budget.take(60))
        #expect(!budget.take(41))
        #expect(budget.take(40))
        #expect(!budget.take(1) && budget.taken == 100)
        budget.give(back: 60)
        #expect(!budget.take(61))
        #expect(budget.take(60))
    }
}

/// How much memory unfinished requests may hold, all connections together.
@Suite struct UnfinishedRequestTests {
    private static let ordinary = 1024
    private static let limit = 64 * 1024

    private func server(bodyTime: Duration = .seconds(30)) throws -> EchoServer {
        try EchoServer(loops: 2) {
            $0.ordinaryRequestBytes = Self.ordinary
            $0.unfinishedRequestBytes = Self.limit
            $0.bodyTime = bodyTime
            $0.lingerTime = .seconds(60)
        }
    }

    /// Waits until that many more bytes are held, or none; the wait is bounded, and requests are served meanwhile.
    private func wait(_ server: EchoServer, until isReached: (Int) -> Bool) throws {
        let end = MonotonicInstant.now + .seconds(20)
        let other = try RawClient(port: server.port)
        while !isReached(server.server.unfinished.taken) {
            try #require(MonotonicInstant.now < end)
            try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.answer().status == 200)
        }
    }

    /// Sends all of a body but its last byte.
    private func begin(_ size: Int, isChunked: Bool = false, _ server: EchoServer) throws -> RawClient {
        let client = try RawClient(port: server.port)
        let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(size)"
        let start = isChunked ? "\(String(size, radix: 16))\r\n" : ""
        let body = String(repeating: "b", count: size - 1)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n\(start)\(body)")
        return client
    }

    /// Does the same, and waits until all of it has come.
    private func hold(_ size: Int, isChunked: Bool = false, _ server: EchoServer) throws -> RawClient {
        let before = server.server.unfinished.taken
        let client = try begin(size, isChunked: isChunked, server)
        try wait(server) { $0 >= before + size - Self.ordinary }
        return client
    }

    private func end(_ client: RawClient, isChunked: Bool = false) throws {
        try client.send(isChunked ? "b\r\n0\r\n\r\n" : "b")
        #expect(try client.answer().status == 200)
    }

    private func expectRefusal(_ client: RawClient) throws {
        let answer = try client.answer()
        #expect(answer.status == 503 && answer["Connection"] == "close")
        client.finishSending()
        #expect(try client.rest() == "")
    }

    /// It does not matter which loop a connection is on; they go to the loops in turn.
    @Test(arguments: [false, true])
    func refusesWhatLeavesNoRoom(isChunked: Bool) throws {
        let server = try server()
        let first = try hold(30_000, isChunked: isChunked, server)
        for _ in 0..<4 { try expectRefusal(try begin(50_000, isChunked: isChunked, server)) }
        // An ordinary one is taken all the same.
        try end(try begin(Self.ordinary / 2, isChunked: isChunked, server), isChunked: isChunked)
        try end(first, isChunked: isChunked)
        try end(try hold(50_000, isChunked: isChunked, server), isChunked: isChunked)
        try wait(server) { $0 == 0 }
    }

    /// A request that comes whole is not counted.
    @Test func takesWholeRequests() throws {
        let server = try server()
        let holder = try hold(60_000, server)
        let client = try RawClient(port: server.port)
        for _ in 0..<10 {
            try client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + String(repeating: "b", count: 900)
            )
            #expect(try client.answer().status == 200)
        }
        try end(holder)
    }

    /// A head that does not end is held as well.
    @Test func countsHeads() throws {
        let server = try server()
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 25_000)
        var clients: [RawClient] = []
        for number in 1...2 {
            clients.append(try RawClient(port: server.port))
            try clients.last?.send(start)
            try wait(server) { $0 >= number * (25_000 - Self.ordinary) }
        }
        let third = try RawClient(port: server.port)
        try third.send(start)
        try expectRefusal(third)
        for client in clients {
            try client.send("\r\n\r\n")
            #expect(try client.answer().status == 200)
        }
        try wait(server) { $0 == 0 }
    }

    /// However it ends, what it held is given back.
    @Test(arguments: ["end", "reset", "malformed", "late"])
    func givesBack(end: String) throws {
        let server = try server(bodyTime: end == "late" ? .milliseconds(300) : .seconds(30))
        // A request that is over soon may not be noticed.
        var holder: RawClient? =
            end == "late" ? try begin(50_000, server) : try hold(50_000, isChunked: end == "malformed", server)
        switch end {
        case "reset": holder?.resetWhenClosed()
        case "malformed":
            try holder?.send("bb")
            #expect(try holder?.answer().status == 400)
        case "late": #expect(try holder?.answer().status == 408)
        default: break
        }
        // If it was answered, the memory is given back at once, and not when the client leaves.
        if end == "end" || end == "reset" { holder = nil }
        try wait(server) { $0 == 0 }
        _ = holder
    }

    /// 10,000 connections with all that they may hold stay within 256 MiB.
    @Test func limitsAreThoseOfTheReadme() {
        let limits = ServerLimits()
        #expect(limits.ordinaryRequestBytes == 16 * 1024 && limits.unfinishedRequestBytes == 64 * 1024 * 1024)
        #expect(limits.connections * limits.ordinaryRequestBytes + limits.unfinishedRequestBytes < 256 << 20)
    }
}
