internal import Glibc
internal import System

/// A connected, non-blocking stream socket.
package final class Socket: Sendable {
    let descriptor: Descriptor

    enum Received {
        case bytes(Int)
        case wouldBlock
        case end
        case failed
    }

    enum Sent {
        case bytes(Int)
        case wouldBlock
        case failed
    }

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
        var on: Int32 = 1
        // If this fails, nothing is lost: answers leave in one piece anyway.
        setsockopt(self.descriptor.number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    func receive(into buffer: inout [UInt8]) -> Received {
        let count = SystemCall.retrying {
            buffer.withUnsafeMutableBytes { recv(descriptor.number, $0.baseAddress, $0.count, 0) }
        }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        return errno == EAGAIN ? .wouldBlock : .failed
    }

    /// Sends as much of `bytes` from `offset` on as the system takes.
    func send(_ bytes: [UInt8], from offset: Int) -> Sent {
        let count = SystemCall.retrying {
            bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
                return Glibc.send(descriptor.number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
        }
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN ? .wouldBlock : .failed
    }

    /// The address that the client has called.
    var localAddress: String? { try? SocketAddress(boundBy: descriptor.number).host }

    /// Says that nothing more will be sent; the peer may still finish what it is sending.
    func finishSending() { shutdown(descriptor.number, Int32(SHUT_WR)) }

    /// Makes a later close reset the connection (RST) instead of ending it.
    func resetWhenClosed() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor.number, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }
}
