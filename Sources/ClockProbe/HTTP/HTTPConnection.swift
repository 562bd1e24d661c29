internal import Glibc
internal import OpenSSL
internal import Sockets

/// A connection to ask heads of answers on, one after the other.
final class HTTPConnection {
    /// How many interim answers may come before the one that counts.
    private static let interimLimit = 16

    private let socket: ClientSocket
    private let session: TLSClientSession?
    /// Bytes that came behind the last head.
    private var buffer: [UInt8] = []
    /// Whether nothing has been asked yet.
    private(set) var isFresh = true

    /// The first address of the target that takes a connection.
    static func open(
        _ target: HTTPTarget,
        trust: TLSClientContext?,
        deadline: Deadline
    ) throws(ProbeFailure) -> HTTPConnection {
        var failure = ProbeFailure("no address")
        let addresses = try ClientSocket.addresses(of: target.host, port: target.port, for: .stream)
        for (index, address) in addresses.enumerated() {
            // One that never answers leaves the others their share of the time.
            let share = Deadline(in: deadline.remaining / (addresses.count - index))
            do throws(ProbeFailure) {
                let socket = try ClientSocket(to: address, for: .stream, deadline: share)
                return try HTTPConnection(socket, target.host, trust, share)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private init(
        _ socket: consuming ClientSocket,
        _ host: String,
        _ trust: TLSClientContext?,
        _ deadline: Deadline
    ) throws(ProbeFailure) {
        let number = socket.number
        self.socket = socket
        guard let trust else {
            session = nil
            return
        }
        do throws(OpenSSLError) {
            session = try TLSClientSession(trust, descriptor: number, host: host)
        } catch {
            throw ProbeFailure(error.description)
        }
        while try transfer(until: deadline, { $0.handshake() }) == nil {}
    }

    struct Exchange: Sendable {
        let head: AnswerHead
        /// When the request left, by our clock.
        let sent: WallTime
        /// When the head was complete, by our clock.
        let received: WallTime
        /// Whether the connection is good for another one: not where more has come than the head.
        let isReusable: Bool
    }

    /// Sends a request for a head, and reads it.
    func ask(_ request: [UInt8], deadline: Deadline) throws(ProbeFailure) -> Exchange {
        buffer.removeAll()
        isFresh = false
        let sent = WallTime.now
        var rest = request[...]
        while !rest.isEmpty { rest = rest.dropFirst(try send(rest, until: deadline)) }
        var interimAnswers = 0
        while true {
            try receive(until: deadline)
            let received = WallTime.now
            while true {
                do throws(AnswerHead.Failure) {
                    let bytes = buffer
                    let head = try AnswerHead(bytes.span)
                    buffer.removeFirst(head.size)
                    // Interim answers come before the one that counts (RFC 9110 §15.2).
                    guard head.status >= 200 else {
                        interimAnswers += 1
                        guard interimAnswers <= Self.interimLimit else { break }
                        continue
                    }
                    return Exchange(
                        head: head,
                        sent: sent,
                        received: received,
                        isReusable: head.isPersistent && buffer.isEmpty
                    )
                } catch .incomplete {
                    break
                } catch {
                    throw ProbeFailure("what answers does not speak HTTP")
                }
            }
            guard interimAnswers <= Self.interimLimit else {
                throw ProbeFailure("it sends more than \(Self.interimLimit) interim answers, and none that counts")
            }
            guard buffer.count < AnswerHead.limit else {
                throw ProbeFailure("the head of its answer has more than \(AnswerHead.limit) bytes")
            }
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>, until deadline: Deadline) throws(ProbeFailure) -> Int {
        guard session == nil else { return try transfer(until: deadline) { $0.send(bytes) } ?? 0 }
        let count = try socket.send(bytes)
        if count == 0 { try wait(for: .writable, until: deadline) }
        return count
    }

    private func receive(until deadline: Deadline) throws(ProbeFailure) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            var count: Int?
            if session != nil {
                count = try transfer(until: deadline) { $0.receive(into: &chunk) }
            } else {
                try checkTime(deadline)
                switch try socket.receive(into: &chunk) {
                case .bytes(let number): count = number
                case .end: throw ProbeFailure("it closes the connection without an answer")
                case .wouldBlock: try wait(for: .readable, until: deadline)
                }
            }
            guard let count else { continue }
            buffer += chunk[..<count]
            return
        }
    }

    /// One step of TLS; nil where it is to be tried again, now that the socket is ready for it.
    private func transfer(
        until deadline: Deadline,
        _ step: (TLSClientSession) -> TLSClientSession.Outcome
    ) throws(ProbeFailure) -> Int? {
        guard let session else { return nil }
        try checkTime(deadline)
        switch step(session) {
        case .bytes(let count): return count
        case .wantRead: try wait(for: .readable, until: deadline)
        case .wantWrite: try wait(for: .writable, until: deadline)
        case .ended: throw ProbeFailure("it closes the connection without an answer")
        case .untrusted(let reason):
            throw ProbeFailure("its certificate is not trusted: \(reason) (--cacert FILE names a CA to trust)")
        case .failed(let error): throw ProbeFailure(error.description)
        }
        return nil
    }

    /// Before each step: one that never has to wait for the socket would not notice otherwise.
    private func checkTime(_ deadline: Deadline) throws(ProbeFailure) {
        guard !deadline.hasPassed else { throw ProbeFailure("no answer in time") }
    }

    private func wait(for readiness: ClientSocket.Readiness, until deadline: Deadline) throws(ProbeFailure) {
        guard socket.wait(for: readiness, until: deadline) else { throw ProbeFailure("no answer in time") }
    }
}
