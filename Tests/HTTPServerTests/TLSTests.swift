import HTTPServer
import OpenSSL
import TestSupport
import Testing

/// TLS on the plain port.
///
/// Real clients are driven against the program elsewhere; here are bytes that no client sends.
@Suite struct TLSTests {
    private func server(
        isRequired: Bool = false,
        _ configure: (inout ServerLimits) -> Void = { _ in }
    ) throws -> EchoServer {
        let context = TLSContext(try LocalhostIdentity())
        return try EchoServer(tls: TLSPolicy(context: context, isRequired: isRequired), configure)
    }

    private func ask(_ server: EchoServer, isSecure: Bool) throws -> String {
        try RawClient.exchange(
            port: server.port,
            isSecure: isSecure,
            request: Array("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8),
            timeout: .seconds(20)
        )
    }

    @Test func speaksBothOnOnePort() throws {
        let server = try server()
        for isSecure in [true, false, true] {
            let answer = try ask(server, isSecure: isSecure)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("GET "))
        }
    }

    @Test func asksForTLSWhereItIsRequired() throws {
        let server = try server(isRequired: true)
        #expect(try ask(server, isSecure: true).hasPrefix("HTTP/1.1 200 OK"))
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 400 && answer.body.contains("https only"))
        #expect(try client.rest() == "")
    }

    /// After 0x16 anything may come.
    @Test(arguments: [
        [0x16], [0x16, 0x03], [0x16, 0x03, 0x01, 0xFF, 0xFF], [0x16, 0x03, 0x01, 0x00, 0x00],
        [0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03], [0x16] + Array("GET / HTTP/1.1\r\n\r\n".utf8),
        [0x16] + [UInt8](repeating: 0xAA, count: 70_000), [0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x20, 0x00, 0x00],
    ])
    func survivesGarbage(bytes: [UInt8]) throws {
        let server = try server { $0.headTime = .milliseconds(200) }
        let client = try RawClient(port: server.port)
        try client.send(bytes)
        client.finishSending()
        _ = try? client.rest()
        #expect(try ask(server, isSecure: true).hasPrefix("HTTP/1.1 200 OK"))
    }

    /// A handshake that does not come to its end.
    @Test func timesOutAHandshake() throws {
        let server = try server { $0.headTime = .milliseconds(50) }
        let client = try RawClient(port: server.port)
        try client.send([0x16, 0x03, 0x01, 0x02])
        #expect(try client.rest() == "")
    }

    @Test func halfOpenHandshakesKeepNobodyWaiting() throws {
        let server = try server()
        var clients: [RawClient] = []
        for number in 0..<500 {
            let client = try RawClient(port: server.port)
            try client.send([0x16, 0x03, 0x01, 0x02])
            clients.append(client)
            if number % 50 == 0 { #expect(try ask(server, isSecure: true).hasPrefix("HTTP/1.1 200 OK")) }
        }
        #expect(clients.count == 500)
    }

    /// 2 MiB of ClientHello are refused long before their end.
    @Test func refusesAHugeHandshake() throws {
        let server = try server()
        let client = try RawClient(port: server.port)
        var bytes: [UInt8] = [0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x20, 0x00, 0x00]
        bytes += [UInt8](repeating: 0, count: 16380)
        while try client.send(bytes) {}
        #expect(try ask(server, isSecure: true).hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test func speaksPlainOnlyWithoutIt() throws {
        let server = try EchoServer()
        let client = try RawClient(port: server.port)
        try client.send([0x16, 0x03, 0x01, 0x02, 0x00])
        #expect(try client.answer().status == 400)
        #expect(try client.rest() == "")
    }
}
