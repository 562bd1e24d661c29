internal import Gateway
internal import HTTPClient
internal import HTTPServer
internal import Launch
internal import Logging
internal import OpenSSL
internal import System

/// A gateway on a free loopback port, inside this process, that logs nothing.
struct DemoGateway: Sendable {
    private static let patience = Duration.seconds(60)

    let url: String
    private let address: SocketAddress
    private let server: Server

    init() throws(StartError) {
        let endpoint = try ListeningEndpoint(host: "127.0.0.1", port: 0)
        do {
            var configuration = Configuration(signingKey: RandomBytes.make(32), fixtures: try FixtureSet())
            configuration.controlAccess = .hosts(ControlAccess.loopbackHosts)
            configuration.journalSize = 0
            let logger = Logger(label: "mock-gateway") { _ in SwiftLogNoOpLogHandler() }
            let responder = Gateway(configuration, logger: logger).responder()
            // There is one loop, so that what one request has set holds for the next.
            server = try Server(listeners: endpoint.listeners, loops: 1) { responder }
        } catch {
            throw StartError(.systemError, "cannot start: \(error)")
        }
        address = endpoint.listeners[0].address
        url = endpoint.url(scheme: "http")
    }

    /// Opens a connection to it.
    func session() throws(StartError) -> DemoSession {
        do throws(ExchangeFailure) {
            return DemoSession(try KeepAliveClient(address: address, timeout: Self.patience), host: address.host)
        } catch {
            throw StartError(.systemError, "the demonstration cannot go on: \(error)")
        }
    }

    func stop() { server.shutDown(within: .seconds(1)) }
}
