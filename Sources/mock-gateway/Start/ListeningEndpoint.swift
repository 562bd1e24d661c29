internal import HTTPServer
internal import System

/// Where the gateway listens: all addresses of one host, on one port.
struct ListeningEndpoint: Sendable {
    let listeners: [Listener]
    let port: UInt16
    private let host: String

    init(host: String, port: UInt16) throws(StartError) {
        self.host = host
        let name = Self.bracketed(host)
        let addresses: [SocketAddress]
        do throws(SocketAddress.ResolutionError) {
            addresses = try SocketAddress.resolve(host: host, port: port)
        } catch {
            throw StartError(.unavailable, "cannot listen on \(name):\(port): \(error)")
        }
        var listeners: [Listener] = []
        var bound = port
        for var address in addresses {
            // The first address chooses the port, the others follow it.
            address.port = bound
            do throws(SystemError) {
                let listener = try Listener(on: address)
                bound = listener.address.port
                listeners.append(listener)
            } catch {
                // A name may have an address that this machine does not, such as ::1 in a container without IPv6.
                if addresses.count > 1, error.isMissingAddress { continue }
                throw StartError(
                    .unavailable,
                    "cannot listen on \(Self.bracketed(address.host)):\(bound): \(error.reason)"
                )
            }
        }
        guard !listeners.isEmpty else {
            throw StartError(.unavailable, "cannot listen on \(name):\(port): no such address on this machine")
        }
        self.listeners = listeners
        self.port = bound
    }

    func url(scheme: String) -> String { "\(scheme)://\(Self.bracketed(host)):\(port)" }

    /// Host and addresses without brackets.
    var bareHosts: [String] { [host] + listeners.map(\.address.host) }

    var isLoopback: Bool { listeners.allSatisfy { $0.address.isLoopback } }

    /// As a Host field would name it.
    var hosts: [String] { [Self.bracketed(host).lowercased()] + listeners.map { Self.bracketed($0.address.host) } }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
