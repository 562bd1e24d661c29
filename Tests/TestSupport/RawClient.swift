import Glibc

/// A client that sends just the bytes it is told to, and waits for what comes back.
///
/// Blocking, with a bound on every wait, so that a hanging server fails a test rather than stopping it.
package final class RawClient {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    package init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket") }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends bytes; false if the server has closed already.
    @discardableResult
    package func send(_ bytes: [UInt8]) throws -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 {
                if errno == EPIPE || errno == ECONNRESET { return false }
                throw Failure(description: "send: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends a byte beside the stream (RFC 9293 §3.8.5).
    package func sendUrgent(_ byte: UInt8) {
        withUnsafeBytes(of: byte) {
            _ = Glibc.send(descriptor, $0.baseAddress, 1, Int32(MSG_OOB) | Int32(MSG_NOSIGNAL))
        }
    }

    /// Shuts the writing side.
    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Lets the end of this client reset the connection (RST).
    package func resetWhenClosed() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether no byte and no end has come since the last read; it does not wait.
    package var isQuiet: Bool {
        var byte: UInt8 = 0
        return buffer.isEmpty && recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0
            && errno == EAGAIN
    }

    /// The next answer, by its Content-Length.
    package func answer(isHead: Bool = false) throws -> TestAnswer {
        let head = try take(through: "\r\n\r\n")
        let text = String(decoding: head.dropLast(4), as: UTF8.self)
        let answer = TestAnswer(head: text, body: "")
        let length = isHead ? 0 : Int(answer["Content-Length"] ?? "0") ?? 0
        return TestAnswer(head: text, body: String(decoding: try take(length), as: UTF8.self))
    }

    /// The head of the next answer, the empty line included.
    package func answerHead() throws -> String { String(decoding: try take(through: "\r\n\r\n"), as: UTF8.self) }

    /// The next chunk of a body (RFC 9112 §7.1); empty at its end.
    package func chunk() throws -> String {
        let line = String(decoding: try take(through: "\r\n").dropLast(2), as: UTF8.self)
        guard let size = Int(line, radix: 16) else { throw Failure(description: "\(line) is no size of a chunk") }
        let chunk = try take(size)
        guard try take(2) == Array("\r\n".utf8) else { throw Failure(description: "a chunk has no end") }
        return String(decoding: chunk, as: UTF8.self)
    }

    /// Everything until the server closes.
    ///
    /// A reset counts as an error.
    package func rest() throws -> String {
        while try receive() {}
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Reads once and forgets that many bytes at most; returns how many there were.
    package func piece(_ limit: Int) throws -> Int {
        var chunk = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &chunk, limit, 0)
        guard count >= 0 else { throw Failure(description: "recv: \(String(cString: strerror(errno)))") }
        return count
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try receive() else { throw Failure(description: "closed after \(buffer.count) of \(count) bytes") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private func take(through end: String) throws -> [UInt8] {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            while searched + end.count <= buffer.count {
                if Array(buffer[searched..<searched + end.count]) == end { return try take(searched + end.count) }
                searched += 1
            }
            guard try receive() else {
                throw Failure(description: "closed after \(String(decoding: buffer, as: UTF8.self).debugDescription)")
            }
        }
    }

    /// False at the end.
    private func receive() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw Failure(description: "recv: \(String(cString: strerror(errno)))") }
        buffer.append(contentsOf: chunk[..<count])
        return count > 0
    }
}
