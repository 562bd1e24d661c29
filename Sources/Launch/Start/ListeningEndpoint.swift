package import HTTPServer
package import System

/// The addresses on which the gateway listens: all those of one host, on one port.
package struct ListeningEndpoint: Sendable {
    package let listeners: [Listener]
    let port: UInt16
    /// The host as it was given; nil for all addresses.
    private let host: String?

    /// - Parameters:
    ///   - host: a name, an address, or `*` for all addresses; `::` takes IPv4 as well.
    ///   - port: 0 is any that is free on all of them.
    package init(
        host: String,
        port: UInt16,
        listen: (SocketAddress) throws(SystemError) -> Listener = { address throws(SystemError) in
            try Listener(on: address)
        }
    ) throws(StartError) {
        let name = Self.bracketed(host)
        guard host != "::" || Self.hasIPv6 else {
            let reason = "IPv6 is off on this machine; allowed there: --host 0.0.0.0, or * for whatever there is"
            throw StartError(.unavailable, "cannot listen on [::]:\(port): \(reason)")
        }
        var addresses: [SocketAddress] = []
        do throws(SocketAddress.ResolutionError) {
            for host in Self.meant(by: host) { addresses += try SocketAddress.resolve(host: host, port: port) }
        } catch {
            throw StartError(.unavailable, "cannot listen on \(name):\(port): \(error)")
        }
        self.host = addresses.contains { Self.wildcards.contains($0.host) } ? nil : host
        var listeners: [Listener] = []
        var tries = port == 0 ? Self.tries : 1
        repeat {
            tries -= 1
            do throws(Refusal) {
                listeners = try Self.listen(on: addresses, port: port, by: listen)
                break
            } catch {
                guard tries > 0, error.cause.isAddressInUse else {
                    let place = "\(Self.bracketed(error.address.host)):\(error.address.port)"
                    throw StartError(.unavailable, "cannot listen on \(place): \(error.cause.reason)")
                }
            }
        } while true
        guard let first = listeners.first else {
            throw StartError(.unavailable, "cannot listen on \(name):\(port): no such address on this machine")
        }
        self.listeners = listeners
        self.port = first.address.port
    }

    /// How many ports that the system offers are tried: one that is free on one address may be taken on another.
    private static let tries = 10

    private struct Refusal: Error {
        let address: SocketAddress
        let cause: SystemError
    }

    private static func listen(
        on addresses: [SocketAddress],
        port: UInt16,
        by listen: (SocketAddress) throws(SystemError) -> Listener
    ) throws(Refusal) -> [Listener] {
        var listeners: [Listener] = []
        for var address in addresses {
            // The first address chooses the port, the others follow it.
            address.port = listeners.first?.address.port ?? port
            do throws(SystemError) {
                listeners.append(try listen(address))
            } catch {
                // A name may have an address that this machine lacks, such as ::1 in a container without IPv6.
                if addresses.count > 1, error.isMissingAddress { continue }
                throw Refusal(address: address, cause: error)
            }
        }
        return listeners
    }

    private static let wildcards = ["::", "0.0.0.0"]

    /// The hosts to bind: if both families are meant, each has its own socket, whatever the system's default is.
    private static func meant(by host: String) -> [String] {
        switch host {
        case "::": wildcards
        case "*": hasIPv6 ? wildcards : ["0.0.0.0"]
        default: [host]
        }
    }

    /// Whether this machine has an IPv6 address at all; `::` can be bound even if no packet could come.
    private static var hasIPv6: Bool {
        guard let loopback = try? SocketAddress.resolve(host: "::1", port: 0).first else { return false }
        return (try? Listener(on: loopback)) != nil
    }

    /// The host that a client on this machine calls: a wildcard address is one to listen on, not one to call.
    var reachableHost: String {
        host ?? (listeners.contains { $0.address.host == "0.0.0.0" } ? "127.0.0.1" : "::1")
    }

    /// The addresses that are listened on, without brackets, if they are not the one that is told.
    var unreachableHosts: [String] { host == nil ? listeners.map(\.address.host) : [] }

    /// The zone of an address is escaped (RFC 6874 §2).
    package func url(scheme: String) -> String {
        "\(scheme)://\(Self.bracketed(reachableHost).replacing("%", with: "%25")):\(port)"
    }

    /// Host and addresses without brackets.
    var bareHosts: [String] { [reachableHost] + listeners.map(\.address.host) }

    var isLoopback: Bool { listeners.allSatisfy { $0.address.isLoopback } }

    /// The hosts as a Host field would name them.
    var hosts: [String] {
        [Self.bracketed(reachableHost).lowercased()] + listeners.map { Self.bracketed($0.address.host) }
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
