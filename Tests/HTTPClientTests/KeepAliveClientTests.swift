import HTTPClient
import HTTPMessages
import HTTPServer
import System
import TestSupport
import Testing

struct KeepAliveClientTests {
    private static func client(_ server: EchoServer) throws -> KeepAliveClient {
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: server.port)[0]
        return try KeepAliveClient(address: address, timeout: .seconds(20))
    }

    private static func request(_ body: String) -> [UInt8] {
        Array("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    @Test func asksOverOneConnection() throws {
        let server = try EchoServer()
        let client = try Self.client(server)
        for text in ["a", "b"] {
            let answers = try client.exchange(Self.request(text), count: 1)
            #expect(answers.map { String(decoding: $0.body, as: UTF8.self) } == ["POST " + text])
        }
    }

    /// Far more than both sides' buffers hold: neither may wait for the other to read first.
    @Test func sendsAndReceivesAtOnce() throws {
        let server = try EchoServer()
        let client = try Self.client(server)
        let filling = String(repeating: "x", count: 20_000)
        let requests = (0..<1000).flatMap { Self.request("\($0) \(filling)") }
        let answers = try client.exchange(requests, count: 1000)
        #expect(answers.count == 1000)
        for (index, answer) in answers.enumerated() {
            #expect(answer.body.starts(with: Array("POST \(index) x".utf8)))
        }
    }

    @Test func saysThatTheServerHasGone() throws {
        let server = try EchoServer()
        let client = try Self.client(server)
        let last = Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
        #expect(throws: ExchangeFailure.self) { try client.exchange(last, count: 2) }
    }

    @Test func saysThatNobodyListens() throws {
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        // A listener that has gone away leaves a port that is free.
        let port = try Listener(on: address).address
        #expect(throws: ExchangeFailure.self) { try KeepAliveClient(address: port, timeout: .seconds(5)) }
    }
}
