package import HTTPMessages
package import System

/// Many requests over one plain connection, one by one or many at once.
package final class KeepAliveClient {
    private let socket: ClientSocket
    private let timeout: Duration
    private var reader = ResponseReader()
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// - Parameter timeout: for connecting, and for each exchange.
    package init(address: SocketAddress, timeout: Duration) throws(ExchangeFailure) {
        socket = try ClientSocket(to: address, for: .stream, deadline: Deadline(in: timeout))
        self.timeout = timeout
    }

    /// Sends all of `requests` without waiting in between, and returns their answers in their order.
    ///
    /// - Parameters:
    ///   - requests: the bytes of all of them, one behind the other.
    ///   - count: how many requests they are.
    package func exchange(_ requests: [UInt8], count: Int) throws(ExchangeFailure) -> [ReceivedResponse] {
        let deadline = Deadline(in: timeout)
        var answers: [ReceivedResponse] = []
        answers.reserveCapacity(count)
        var unsent = requests[...]
        while answers.count < count {
            // It reads while it sends, since a server whose answers are not taken stops reading.
            let wanted: ClientSocket.Readiness = unsent.isEmpty ? .readable : [.readable, .writable]
            guard let ready = try socket.wait(for: wanted, until: deadline) else { throw ClientConnection.late }
            if ready.contains(.writable) { unsent = unsent.dropFirst(try socket.send(unsent)) }
            if ready.contains(.readable) { try receive(&answers) }
        }
        return answers
    }

    private func receive(_ answers: inout [ReceivedResponse]) throws(ExchangeFailure) {
        switch try socket.receive(into: &buffer) {
        case .wouldBlock: return
        case .end: throw ClientConnection.closed
        case .bytes(let count): reader.append(buffer[..<count])
        }
        do throws(ResponseReader.Failure) {
            while let answer = try reader.next() { answers.append(answer) }
        } catch {
            throw ExchangeFailure("what answers does not speak HTTP/1.1 as a gateway does")
        }
    }
}
