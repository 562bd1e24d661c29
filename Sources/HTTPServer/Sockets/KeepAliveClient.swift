internal import Glibc
package import HTTPMessages
package import Sockets

/// Many requests over one connection, each waited for or many at once: for a command that talks to a gateway of its own.
package final class KeepAliveClient {
    private let socket: Descriptor
    private let timeout: Duration
    private var reader = ResponseReader()
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// - Parameter timeout: for connecting, and for each exchange.
    package init(address: SocketAddress, timeout: Duration) throws(BlockingClient.Failure) {
        do throws(SystemError) {
            socket = try BlockingClient.connect(to: address, timeout: timeout)
        } catch {
            throw BlockingClient.Failure(description: error.description)
        }
        self.timeout = timeout
        var on: Int32 = 1
        setsockopt(socket.number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends all of `requests` without waiting in between, and returns their answers in their order.
    ///
    /// - Parameters:
    ///   - requests: one behind the other.
    ///   - count: how many they are.
    package func exchange(_ requests: [UInt8], count: Int) throws(BlockingClient.Failure) -> [ReceivedResponse] {
        let deadline = MonotonicInstant.now + timeout
        var answers: [ReceivedResponse] = []
        answers.reserveCapacity(count)
        var sent = 0
        do throws(SystemError) {
            while answers.count < count {
                guard MonotonicInstant.now < deadline else { throw SystemError(errno: ETIMEDOUT, call: "poll") }
                // Both at once: a server whose answers nobody takes stops reading.
                let isReadable = try wait(mayWrite: sent < requests.count)
                if sent < requests.count { sent += try send(requests, from: sent) }
                if isReadable { try receive(&answers) }
            }
        } catch {
            throw BlockingClient.Failure(description: error.description)
        }
        return answers
    }

    /// - Returns: whether there is something to read.
    private func wait(mayWrite: Bool) throws(SystemError) -> Bool {
        let wanted = POLLIN | (mayWrite ? POLLOUT : 0)
        var entry = pollfd(fd: socket.number, events: Int16(wanted), revents: 0)
        guard poll(&entry, 1, 1000) >= 0 || errno == EINTR else { throw SystemError(errno: errno, call: "poll") }
        return Int32(entry.revents) & ~POLLOUT != 0
    }

    private func send(_ bytes: [UInt8], from offset: Int) throws(SystemError) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            return Glibc.send(socket.number, rest.baseAddress, rest.count, flags)
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return 0 }
        guard count >= 0 else { throw SystemError(errno: errno, call: "send") }
        return count
    }

    private func receive(_ answers: inout [ReceivedResponse]) throws(SystemError) {
        let count = recv(socket.number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count >= 0 else { throw SystemError(errno: errno, call: "recv") }
        guard count > 0 else { throw SystemError(errno: ECONNRESET, call: "recv") }
        reader.append(buffer[..<count])
        do throws(ResponseReader.Failure) {
            while let answer = try reader.next() { answers.append(answer) }
        } catch {
            throw SystemError(errno: EPROTO, call: "recv")
        }
    }
}
