internal import Durations
internal import Glibc
package import System

/// A non-blocking socket that is connected to a server, with a way to wait until it is ready.
package struct ClientSocket: ~Copyable {
    private let descriptor: Descriptor

    package enum Received {
        case bytes(Int)
        case wouldBlock
        case end
    }

    package struct Readiness: OptionSet, Sendable {
        package let rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }

        package static let readable = Readiness(rawValue: Int16(POLLIN))
        package static let writable = Readiness(rawValue: Int16(POLLOUT))
    }

    /// Connects to `address`: at once for datagrams, by `deadline` for a stream.
    package init(to address: SocketAddress, for kind: SocketAddress.Kind, deadline: Deadline) throws(ExchangeFailure) {
        descriptor = try Self.connect(to: address, for: kind, deadline: deadline)
    }

    private static func connect(
        to address: SocketAddress,
        for kind: SocketAddress.Kind,
        deadline: Deadline
    ) throws(ExchangeFailure) -> Descriptor {
        let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor: Descriptor
        do throws(SystemError) {
            descriptor = try Descriptor(adopting: socket(address.family, kind.type | flags, 0), from: "socket")
        } catch {
            throw ExchangeFailure(error.reason)
        }
        let number = descriptor.number
        var size = socklen_t(MemoryLayout<Int32>.size)
        if kind == .stream {
            var on: Int32 = 1
            setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        }
        guard address.withAddress({ Glibc.connect(number, $0, $1) }) != 0 else { return descriptor }
        let code = errno
        guard code == EINPROGRESS else { throw failure(code) }
        guard try wait(number, for: .writable, until: deadline) != nil else { throw failure(ETIMEDOUT) }
        var error: Int32 = 0
        guard getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size) == 0, error == 0 else {
            throw failure(error == 0 ? errno : error)
        }
        return descriptor
    }

    package var number: Int32 { descriptor.number }

    /// Which of `readiness` has come, an error or the peer's end counting as readable; nil after the deadline.
    package func wait(for readiness: Readiness, until deadline: Deadline) throws(ExchangeFailure) -> Readiness? {
        try Self.wait(number, for: readiness, until: deadline)
    }

    private static func wait(
        _ number: Int32,
        for readiness: Readiness,
        until deadline: Deadline
    ) throws(ExchangeFailure) -> Readiness? {
        while true {
            let remaining = deadline.remaining
            var entry = pollfd(fd: number, events: readiness.rawValue, revents: 0)
            // A signal ends the wait early; only the deadline counts.
            let result = poll(&entry, 1, Int32(clamping: remaining.millisecondsRoundedUp))
            if result > 0 {
                var ready = Readiness(rawValue: entry.revents).intersection(.writable)
                if entry.revents & ~Readiness.writable.rawValue != 0 { ready.insert(.readable) }
                return ready
            }
            if result < 0, errno != EINTR { throw failure(errno) }
            if remaining == .zero { return nil }
        }
    }

    package func receive(into buffer: inout [UInt8]) throws(ExchangeFailure) -> Received {
        let count = SystemCall.retrying {
            buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
        }
        let code = errno
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        guard code == EAGAIN else { throw Self.failure(code) }
        return .wouldBlock
    }

    /// Sends bytes, and returns how many were taken, which may be none.
    package func send(_ bytes: ArraySlice<UInt8>) throws(ExchangeFailure) -> Int {
        let count = SystemCall.retrying {
            bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
        let code = errno
        guard count < 0 else { return count }
        guard code == EAGAIN else { throw Self.failure(code) }
        return 0
    }

    /// All addresses of `host`, in the system's order.
    package static func addresses(
        of host: String,
        port: UInt16,
        for kind: SocketAddress.Kind
    ) throws(ExchangeFailure) -> [SocketAddress] {
        do throws(SocketAddress.ResolutionError) {
            return try SocketAddress.resolve(host: host, port: port, for: kind)
        } catch {
            throw ExchangeFailure(error.description)
        }
    }

    private static func failure(_ code: Int32) -> ExchangeFailure { ExchangeFailure(String(cString: strerror(code))) }
}
