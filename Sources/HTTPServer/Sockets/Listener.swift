internal import CLinux
internal import Glibc
package import System

/// A listening socket.
package final class Listener: Sendable {
    let descriptor: Descriptor
    package let address: SocketAddress

    enum Accepted {
        case socket(Socket)
        case wouldBlock
        /// Nothing can be accepted for now: no descriptor or memory is left, or the system forbids it.
        case exhausted
    }

    /// Binds and listens.
    ///
    /// It never sets SO_REUSEPORT, since a second gateway on one port must fail.
    package init(on address: SocketAddress) throws(SystemError) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = try Descriptor(adopting: Glibc.socket(address.family, type, 0), from: "socket")
        try Self.enable(SO_REUSEADDR, at: SOL_SOCKET, of: socket)
        // With this, "::" leaves IPv4 to another listener, on every machine alike.
        if address.family == AF_INET6 { try Self.enable(IPV6_V6ONLY, at: Int32(IPPROTO_IPV6), of: socket) }
        guard address.withAddress({ bind(socket.number, $0, $1) }) == 0 else {
            throw SystemError(errno: errno, call: "bind")
        }
        guard listen(socket.number, 4096) == 0 else { throw SystemError(errno: errno, call: "listen") }
        let bound = try SocketAddress(boundBy: socket.number)
        descriptor = socket
        self.address = bound
    }

    private static func enable(_ option: Int32, at level: Int32, of socket: borrowing Descriptor) throws(SystemError) {
        var on: Int32 = 1
        guard setsockopt(socket.number, level, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SystemError(errno: errno, call: "setsockopt")
        }
    }

    func accept() -> Accepted {
        while true {
            let number = SystemCall.retrying { accept_nonblocking(descriptor.number) }
            guard number < 0 else {
                guard let descriptor = try? Descriptor(adopting: number, from: "accept4") else { continue }
                return .socket(Socket(descriptor))
            }
            switch errno {
            case EAGAIN: return .wouldBlock
            // The connection was gone before it could be accepted, or accept(2) passes on an error of its network.
            case ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
                ENETUNREACH:
                continue
            default: return .exhausted
            }
        }
    }

    /// Refuses connections from now on, even if another process still holds the listener.
    func stop() { shutdown(descriptor.number, Int32(SHUT_RDWR)) }
}
