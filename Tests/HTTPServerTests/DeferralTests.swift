import HTTPMessages
import HTTPServer
import Locking
import System
import TestSupport
import Testing

/// Answers that come when they are resumed.
@Suite struct DeferralTests {
    private enum Event: Sendable, Equatable { case deferred, finished, abandoned }

    /// Defers the answers below /later, and keeps their deferrals and ends.
    private final class Desk: Sendable {
        let events = EventQueue<Event>()
        private let deferrals = Mutex<[Deferral]>([])

        func adjustment(limit: Duration) -> EchoResponder.Adjustment {
            { [self] target, response in
                guard target.hasPrefix("/later") else { return }
                response.fields.append("X-Early", "yes")
                let deferral = Deferral(limit: target == "/later/short" ? .milliseconds(30) : limit) {
                    [events] response in
                    response.body = Array("late".utf8)
                    if target == "/later/slow" { response.delivery = Delivery(manner: .drip(bytesPerSecond: 1000)) }
                    if target == "/later/again" { response.content = .later(Deferral(limit: .seconds(600)) { _ in }) }
                    events.append(.finished)
                } abandoned: { [events] in
                    events.append(.abandoned)
                }
                response.content = .later(deferral)
                if target == "/later/now" { deferral.resume() }
                deferrals.withLock { $0.append(deferral) }
                events.append(.deferred)
            }
        }

        /// The deferral with that number, in the order of making.
        func deferral(_ number: Int) -> Deferral { deferrals.withLock { $0[number] } }
    }

    private static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n" }

    private func serveAnother(_ server: EchoServer) throws {
        let other = try RawClient(port: server.port)
        try other.send(Self.get("/other"))
        #expect(try other.answer().body == "GET ")
    }

    /// It may be resumed from any thread; answers behind it wait for it.
    @Test(arguments: ["/later", "/later/slow", "/later/again"])
    func comesWhenResumed(target: String) throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        let client = try RawClient(port: server.port)
        for number in 0..<3 {
            try client.send(Self.get("/1") + Self.get(target) + Self.get("/3"))
            #expect(try client.answer()["X-Target"] == "/1")
            #expect(try desk.events.next() == .deferred)
            try serveAnother(server)
            #expect(client.isQuiet)
            let deferral = desk.deferral(number)
            let thread = try WorkerThread { deferral.resume() }
            let answer = try client.answer()
            #expect(answer.body == "late" && answer["X-Early"] == "yes" && answer["X-Target"] == target)
            #expect(answer["Connection"] == "keep-alive")
            #expect(try client.answer()["X-Target"] == "/3")
            thread.join()
            deferral.resume()
            #expect(try desk.events.next() == .finished)
        }
        try server.shutDown(within: .zero).join()
        #expect(desk.events.isEmpty)
    }

    @Test(arguments: ["/later/short", "/later/now"])
    func comesByItself(target: String) throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        let client = try RawClient(port: server.port)
        let start = MonotonicInstant.now
        try client.send(Self.get(target) + Self.get("/2"))
        #expect(try client.answer().body == "late")
        if target == "/later/short" { #expect(MonotonicInstant.now >= start + .milliseconds(30)) }
        #expect(try client.answer()["X-Target"] == "/2")
        #expect(try desk.events.next() == .deferred)
        #expect(try desk.events.next() == .finished)
    }

    /// What the request asked for is remembered: no body, and the end of the connection.
    @Test func keepsToItsRequest() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .milliseconds(1)))
        let client = try RawClient(port: server.port)
        try client.send("HEAD /later HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + Self.get("/2"))
        let answer = try client.answer(isHead: true)
        #expect(answer["Content-Length"] == "4" && answer["Connection"] == "close")
        #expect(try client.rest() == "")
    }

    /// A resumption that comes too late does not resume the next answer.
    @Test func isNotTakenForAnother() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/later/short") + Self.get("/later"))
        #expect(try client.answer()["X-Target"] == "/later/short")
        for event in [Event.deferred, .finished, .deferred] { #expect(try desk.events.next() == event) }
        desk.deferral(0).resume()
        try serveAnother(server)
        #expect(client.isQuiet)
        desk.deferral(1).resume()
        #expect(try client.answer()["X-Target"] == "/later")
    }

    /// The answer in front has not been read when it is resumed; both come, in order.
    @Test func waitsBehindAnUnreadAnswer() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send(Self.get("/large"))
        try client.send(Self.get("/later") + Self.get("/3"))
        #expect(try client.answer().body.utf8.count == 8 << 20)
        #expect(try desk.events.next() == .deferred)
        desk.deferral(0).resume()
        #expect(try client.answer().body == "late")
        #expect(try client.answer()["X-Target"] == "/3")
    }

    /// It is abandoned, not asked for, and not confused with the next connection.
    @Test func isAbandonedByAReset() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        var client: RawClient? = try RawClient(port: server.port)
        try client?.send(Self.get("/later"))
        #expect(try desk.events.next() == .deferred)
        client?.resetWhenClosed()
        client = nil
        #expect(try desk.events.next() == .abandoned)
        let next = try RawClient(port: server.port)
        try next.send(Self.get("/later"))
        #expect(try desk.events.next() == .deferred)
        desk.deferral(0).resume()
        try serveAnother(server)
        #expect(next.isQuiet)
        desk.deferral(1).resume()
        #expect(try next.answer().body == "late")
        #expect(try desk.events.next() == .finished)
        try server.shutDown(within: .zero).join()
        #expect(desk.events.isEmpty)
    }

    /// A client that hangs up wants no answer that is not known yet.
    @Test func isAbandonedByAnEnd() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        var client: RawClient? = try RawClient(port: server.port)
        try client?.send(Self.get("/later"))
        #expect(try desk.events.next() == .deferred)
        client = nil
        #expect(try desk.events.next() == .abandoned)
        desk.deferral(0).resume()
        try serveAnother(server)
        #expect(desk.events.isEmpty)
    }

    /// A server that ends waits for nobody.
    @Test func isFinishedAtTheEnd() throws {
        let desk = Desk()
        let server = try EchoServer(adjusting: desk.adjustment(limit: .seconds(600)))
        let client = try RawClient(port: server.port)
        try client.send(Self.get("/later") + Self.get("/2"))
        #expect(try desk.events.next() == .deferred)
        let end = try server.shutDown(within: .seconds(15))
        let answer = try client.answer()
        #expect(answer.body == "late" && answer["Connection"] == "close")
        client.finishSending()
        #expect(try client.rest() == "")
        end.join()
        #expect(try desk.events.next() == .finished)
        #expect(desk.events.isEmpty)
    }

    /// Answers that come all at once, and take long, leave a turn to others in between.
    @Test func leavesATurnToOthers() throws {
        let count = 20
        let order = EventQueue<String>()
        let isReady = EventQueue<Bool>()
        let deferrals = Mutex<[Deferral]>([])
        let server = try EchoServer(adjusting: { target, response in
            guard target == "/later" else { return order.append(target) }
            let number = deferrals.withLock { $0.count }
            let deferral = Deferral(limit: .seconds(600)) { _ in
                order.append("late")
                if number < 2 { _ = try? isReady.next() }
                let end = MonotonicInstant.now + .milliseconds(3)
                while MonotonicInstant.now < end {}
            }
            response.content = .later(deferral)
            deferrals.withLock { $0.append(deferral) }
            order.append("deferred")
        })
        let other = try RawClient(port: server.port)
        let clients = try (0..<count).map { _ in try RawClient(port: server.port) }
        for client in clients { try client.send(Self.get("/later")) }
        for _ in clients { #expect(try order.next() == "deferred") }
        for deferral in deferrals.withLock({ $0 }) { deferral.resume() }
        // The first waits until all have been resumed, and the second until another client has asked.
        isReady.append(true)
        for _ in 0..<2 { #expect(try order.next() == "late") }
        try other.send(Self.get("/other"))
        isReady.append(true)
        var before = 2
        while try order.next() == "late" { before += 1 }
        #expect(before < count)
        for client in clients { #expect(try client.answer()["X-Target"] == "/later") }
        #expect(try other.answer()["X-Target"] == "/other")
    }
}
