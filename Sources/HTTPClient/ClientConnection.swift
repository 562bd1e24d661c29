package import HTTPMessages
package import OpenSSL
package import System

/// A connection to a server, plain or by TLS, on which every step has a deadline.
package final class ClientConnection {
    package static let late = ExchangeFailure("no answer in time")
    package static let closed = ExchangeFailure("it closes the connection without an answer")

    private let socket: ClientSocket
    private let session: TLSClientSession?
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    /// Connects to the first address of `host` that takes a connection.
    ///
    /// - Parameters:
    ///   - host: a name, or an address without brackets.
    ///   - trust: the authorities to trust, for TLS; nil is without TLS.
    package static func open(
        host: String,
        port: UInt16,
        trust: TLSClientContext?,
        deadline: Deadline
    ) throws(ExchangeFailure) -> ClientConnection {
        var failure = ExchangeFailure("no address")
        let addresses = try ClientSocket.addresses(of: host, port: port, for: .stream)
        for (index, address) in addresses.enumerated() {
            // An address that never answers leaves the others their share of the time.
            let share = Deadline(in: deadline.remaining / (addresses.count - index))
            do throws(ExchangeFailure) {
                let socket = try ClientSocket(to: address, for: .stream, deadline: share)
                return try ClientConnection(socket, host: host, trust: trust, deadline: share)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private init(
        _ socket: consuming ClientSocket,
        host: String,
        trust: TLSClientContext?,
        deadline: Deadline
    ) throws(ExchangeFailure) {
        let number = socket.number
        self.socket = socket
        guard let trust else {
            session = nil
            return
        }
        do throws(OpenSSLError) {
            session = try TLSClientSession(trust, descriptor: number, host: host)
        } catch {
            throw ExchangeFailure(error.description)
        }
        while try transfer(until: deadline, { $0.handshake() }) == nil {}
    }

    /// Sends all of `bytes`.
    package func send(_ bytes: [UInt8], until deadline: Deadline) throws(ExchangeFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if session != nil {
                rest = rest.dropFirst(try transfer(until: deadline) { $0.send(rest) } ?? 0)
            } else {
                let count = try socket.send(rest)
                if count == 0 { try wait(for: .writable, until: deadline) }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// The bytes that come next, at least one; nil at the end of the connection.
    package func receive(until deadline: Deadline) throws(ExchangeFailure) -> ArraySlice<UInt8>? {
        while true {
            // This is asked before each step, since a call that never waits for the socket would not notice otherwise.
            guard !deadline.hasPassed else { throw Self.late }
            if session != nil {
                guard let count = try transfer(until: deadline, { $0.receive(into: &buffer) }) else { continue }
                return count > 0 ? buffer[..<count] : nil
            }
            switch try socket.receive(into: &buffer) {
            case .bytes(let count): return buffer[..<count]
            case .end: return nil
            case .wouldBlock: try wait(for: .readable, until: deadline)
            }
        }
    }

    /// All bytes up to the end of the connection, but no more than `limit`.
    package func rest(limit: Int, until deadline: Deadline) throws(ExchangeFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit, let received = try receive(until: deadline) { bytes += received }
        return bytes
    }

    /// Sends a request and takes its answer, whose body has a `Content-Length`.
    ///
    /// - Parameter limit: the most bytes of the whole answer.
    package func exchange(
        _ request: [UInt8],
        limit: Int,
        until deadline: Deadline
    ) throws(ExchangeFailure) -> ReceivedResponse {
        try send(request, until: deadline)
        var reader = ResponseReader()
        var count = 0
        while count < limit {
            guard let received = try receive(until: deadline) else { throw Self.closed }
            count += received.count
            reader.append(received)
            do throws(ResponseReader.Failure) {
                if let answer = try reader.next() { return answer }
            } catch {
                throw ExchangeFailure("what answers does not speak HTTP/1.1 as a gateway does")
            }
        }
        throw ExchangeFailure("its answer has more than \(limit) bytes")
    }

    /// One step of TLS: its count of bytes, 0 at the end; nil if it is to be tried again, now that the socket is ready.
    private func transfer(
        until deadline: Deadline,
        _ step: (TLSClientSession) -> TLSClientSession.Outcome
    ) throws(ExchangeFailure) -> Int? {
        guard let session else { return nil }
        guard !deadline.hasPassed else { throw Self.late }
        switch step(session) {
        case .bytes(let count): return count
        case .wantRead: try wait(for: .readable, until: deadline)
        case .wantWrite: try wait(for: .writable, until: deadline)
        case .ended: return 0
        case .untrusted(let reason):
            throw ExchangeFailure("its certificate is not trusted: \(reason)", isDistrust: true)
        case .failed(let error): throw ExchangeFailure(error.description)
        }
        return nil
    }

    private func wait(for readiness: ClientSocket.Readiness, until deadline: Deadline) throws(ExchangeFailure) {
        guard try socket.wait(for: readiness, until: deadline) != nil else { throw Self.late }
    }
}
