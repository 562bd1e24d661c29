internal import Glibc
internal import Sockets

/// A connected, non-blocking socket of ours, and waiting on it.
struct ClientSocket: ~Copyable {
    let number: Int32

    enum Received {
        case bytes(Int)
        case wouldBlock
        case end
    }

    enum Readiness {
        case readable, writable

        fileprivate var events: Int16 { Int16(self == .readable ? POLLIN : POLLOUT) }
    }

    /// Connects to `address`: at once for datagrams, by `deadline` for a stream.
    init(to address: SocketAddress, for kind: SocketAddress.Kind, deadline: Deadline) throws(ProbeFailure) {
        let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        number = socket(address.family, kind.type | flags, 0)
        guard number >= 0 else { throw Self.failure(errno) }
        if kind == .stream {
            var on: Int32 = 1
            setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        guard address.withAddress({ connect(number, $0, $1) }) != 0 else { return }
        let code = errno
        guard code == EINPROGRESS else { throw Self.failure(code) }
        guard wait(for: .writable, until: deadline) else { throw Self.failure(ETIMEDOUT) }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size) == 0, error == 0 else {
            throw Self.failure(error == 0 ? errno : error)
        }
    }

    deinit { if number >= 0 { close(number) } }

    /// Whether it became so in time.
    func wait(for readiness: Readiness, until deadline: Deadline) -> Bool {
        while true {
            var entry = pollfd(fd: number, events: readiness.events, revents: 0)
            let remaining = deadline.remaining
            let result = poll(&entry, 1, Int32(clamping: remaining.millisecondsRoundedUp))
            if result > 0 { return true }
            if result < 0, errno != EINTR { return false }
            if remaining == .zero { return false }
        }
    }

    func receive(into buffer: inout [UInt8]) throws(ProbeFailure) -> Received {
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            let code = errno
            switch code {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: throw Self.failure(code)
            }
        }
    }

    /// How many bytes it took, which may be none.
    func send(_ bytes: ArraySlice<UInt8>) throws(ProbeFailure) -> Int {
        while true {
            let count = bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count >= 0 { return count }
            let code = errno
            switch code {
            case EINTR: continue
            case EAGAIN: return 0
            default: throw Self.failure(code)
            }
        }
    }

    /// All addresses of `host`, in the system's order.
    static func addresses(
        of host: String,
        port: UInt16,
        for kind: SocketAddress.Kind
    ) throws(ProbeFailure) -> [SocketAddress] {
        do throws(SocketAddress.ResolutionError) {
            return try SocketAddress.resolve(host: host, port: port, for: kind)
        } catch {
            throw ProbeFailure(error.description)
        }
    }

    private static func failure(_ code: Int32) -> ProbeFailure { ProbeFailure(String(cString: strerror(code))) }
}
