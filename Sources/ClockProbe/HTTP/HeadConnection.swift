internal import HTTPClient
internal import HTTPMessages
internal import OpenSSL
internal import System

/// A connection on which heads of answers are asked for, one after the other.
final class HeadConnection {
    /// How many interim answers may come before the final one.
    private static let interimLimit = 16

    private let connection: ClientConnection
    /// Bytes that came behind the last head.
    private var buffer: [UInt8] = []
    /// Whether nothing has been asked yet.
    private(set) var isFresh = true

    init(to target: HTTPTarget, trust: TLSClientContext?, deadline: Deadline) throws(ExchangeFailure) {
        do throws(ExchangeFailure) {
            connection = try ClientConnection.open(
                host: target.host,
                port: target.port,
                trust: trust,
                deadline: deadline
            )
        } catch {
            guard error.isDistrust else { throw error }
            throw ExchangeFailure("\(error) (--cacert FILE names a CA to trust)", isDistrust: true)
        }
    }

    struct Exchange: Sendable {
        let head: AnswerHead
        /// When the request left, by our clock.
        let sent: WallTime
        /// When the head was complete, by our clock.
        let received: WallTime
        /// Whether the connection can take another request: it cannot if more than the head has come.
        let isReusable: Bool
    }

    /// Sends a request for a head, and reads it.
    func ask(_ request: [UInt8], deadline: Deadline) throws(ExchangeFailure) -> Exchange {
        buffer.removeAll()
        isFresh = false
        let sent = WallTime.now
        try connection.send(request, until: deadline)
        var interimAnswers = 0
        while true {
            guard let bytes = try connection.receive(until: deadline) else { throw ClientConnection.closed }
            let received = WallTime.now
            buffer += bytes
            while true {
                do throws(AnswerHead.Failure) {
                    let bytes = buffer
                    let head = try AnswerHead(bytes.span)
                    buffer.removeFirst(head.size)
                    // Interim answers come before the final one (RFC 9110 §15.2).
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
                    throw ExchangeFailure("what answers does not speak HTTP")
                }
            }
            guard interimAnswers <= Self.interimLimit else {
                throw ExchangeFailure("it sends more than \(Self.interimLimit) interim answers, and none that counts")
            }
            guard buffer.count < AnswerHead.limit else {
                throw ExchangeFailure("the head of its answer has more than \(AnswerHead.limit) bytes")
            }
        }
    }
}
