package import Gateway
package import HTTPServer
import System

extension GatewayResponder: Responder {}

/// A gateway behind the real server, on a free loopback port; shut down with the test.
package final class LiveGateway {
    /// The same gateway without a socket.
    package let inside: TestGateway
    package let port: UInt16
    private let server: Server

    package init(
        loops: Int = 1,
        limits configureLimits: (inout ServerLimits) -> Void = { _ in },
        _ configure: (inout Configuration) throws -> Void = { _ in }
    ) throws {
        var limits = ServerLimits()
        configureLimits(&limits)
        inside = try TestGateway(configure)
        var responders: [GatewayResponder] = []
        for _ in 0..<loops { responders.append(inside.gateway.responder()) }
        let listener = try Listener(on: try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        port = listener.address.port
        server = try Server(listeners: [listener], loops: loops, limits: limits) { responders.removeLast() }
    }

    deinit { server.shutDown(within: .zero) }

    package func client() throws -> RawClient { try RawClient(port: port) }
}
