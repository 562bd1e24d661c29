internal import Glibc
internal import OpenSSL
internal import Sockets

/// One request over one connection, waited for: for a command that asks a server something.
package enum BlockingClient {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private static let answerLimit = 64 * 1024

    /// The whole answer to a request that closes the connection.
    ///
    /// - Parameters:
    ///   - isSecure: by TLS, whatever certificate the server shows: for questions that are no secret.
    ///   - timeout: for connecting, for sending, and then for the whole answer.
    package static func exchange(
        host: String,
        port: UInt16,
        isSecure: Bool = false,
        request: [UInt8],
        timeout: Duration
    ) throws(Failure) -> String {
        let addresses: [SocketAddress]
        do throws(SocketAddress.ResolutionError) {
            addresses = try SocketAddress.resolve(host: host, port: port)
        } catch {
            throw Failure(description: error.description)
        }
        var last = "no address"
        for address in addresses {
            do throws(SystemError) {
                return try exchange(with: address, isSecure, request, timeout)
            } catch {
                last = error.reason
            }
        }
        throw Failure(description: last)
    }

    private static func exchange(
        with address: SocketAddress,
        _ isSecure: Bool,
        _ request: [UInt8],
        _ timeout: Duration
    ) throws(SystemError) -> String {
        let socket = try connect(to: address, timeout: timeout)
        if isSecure {
            let end = MonotonicInstant.now + timeout
            let isLate = { MonotonicInstant.now >= end }
            guard
                let answer = TLSProbe.exchange(on: socket.number, request, limit: answerLimit, isLate: isLate)
            else {
                throw SystemError(errno: isLate() ? ETIMEDOUT : EPROTO, call: "SSL_connect")
            }
            return String(decoding: answer, as: UTF8.self)
        }
        guard send(socket.number, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw SystemError(errno: errno, call: "send")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        let deadline = MonotonicInstant.now + timeout
        while answer.count < answerLimit {
            guard MonotonicInstant.now < deadline else { throw SystemError(errno: ETIMEDOUT, call: "recv") }
            let count = recv(socket.number, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { throw SystemError(errno: ETIMEDOUT, call: "recv") }
            guard count >= 0 else { throw SystemError(errno: errno, call: "recv") }
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[0..<count])
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// A connected socket that waits for `timeout` at most, in connecting and in everything else.
    static func connect(to address: SocketAddress, timeout: Duration) throws(SystemError) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = try Descriptor(adopting: Glibc.socket(address.family, type, 0), from: "socket")
        let (seconds, attoseconds) = timeout.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        // SO_SNDTIMEO also bounds connect(2).
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            setsockopt(socket.number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard address.withAddress({ Glibc.connect(socket.number, $0, $1) }) == 0 else {
            throw SystemError(errno: errno, call: "connect")
        }
        return socket
    }
}
