import Glibc
import HTTPServer
import System
import Testing

@testable import Launch

/// The sockets that are bound at a start.
struct ListeningEndpointTests {
    /// Listens, but finds the first ports taken.
    private final class TakenPorts {
        private let count: Int
        private(set) var calls = 0

        init(_ count: Int) { self.count = count }

        func listen(on address: SocketAddress) throws(SystemError) -> Listener {
            calls += 1
            guard calls > count else { throw SystemError(errno: EADDRINUSE, call: "bind") }
            return try Listener(on: address)
        }
    }

    /// Any port will do, so that one that is free on one address and taken on another is no reason to give up.
    @Test func looksForAPortThatIsFreeOnAllAddresses() throws {
        let ports = TakenPorts(9)
        let endpoint = try ListeningEndpoint(host: "127.0.0.1", port: 0) { address throws(SystemError) in
            try ports.listen(on: address)
        }
        #expect(endpoint.listeners.count == 1 && endpoint.port != 0 && ports.calls == 10)
    }

    @Test func givesUpAfterTenPorts() {
        let ports = TakenPorts(10)
        #expect {
            try ListeningEndpoint(host: "127.0.0.1", port: 0) { address throws(SystemError) in
                try ports.listen(on: address)
            }
        } throws: { error in
            "\(error)".contains("cannot listen on 127.0.0.1:0: Address already in use")
        }
        #expect(ports.calls == 10)
    }

    /// A port that somebody chose is taken or free, and no other one will do.
    @Test func asksOnceForAChosenPort() throws {
        let taken = try ListeningEndpoint(host: "127.0.0.1", port: 0)
        #expect {
            try ListeningEndpoint(host: "127.0.0.1", port: taken.port)
        } throws: { error in
            "\(error)".contains("cannot listen on 127.0.0.1:\(taken.port): Address already in use")
        }
    }
}
