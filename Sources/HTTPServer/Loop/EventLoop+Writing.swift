internal import HTTPMessages
internal import OpenSSL
internal import System

extension EventLoop {
    /// Sends the bytes that have gathered for this connection; the rest waits until the peer reads on.
    func flush(_ connection: Connection) {
        if let session = connection.tls {
            if case .failed(let error) = session.send(output, wire: &wire) {
                responder.tlsFailed("\(error)")
                tell(.sessionFailed, to: connection)
            }
            swap(&output, &wire)
            wire.removeAll(keepingCapacity: true)
        }
        guard !output.isEmpty else { return }
        defer { output.removeAll(keepingCapacity: true) }
        guard connection.unsent.isEmpty else {
            connection.unsent += output
            return countUnread(connection)
        }
        switch connection.socket.send(output, from: 0) {
        case .bytes(output.count): return
        case .bytes(let count):
            connection.unsent = Array(output[count...])
            countUnread(connection)
        case .wouldBlock:
            connection.unsent = output
            countUnread(connection)
        case .failed: close(connection)
        }
    }

    func sendRest(_ connection: Connection) {
        guard !connection.unsent.isEmpty else { return }
        switch connection.socket.send(connection.unsent, from: connection.sentCount) {
        case .wouldBlock: return
        case .failed: return close(connection)
        case .bytes(let count): connection.sentCount += count
        }
        if connection.sentCount == connection.unsent.count {
            connection.unsent = []
            connection.sentCount = 0
            countUnread(connection)
            // A drip does not make up for the time that the peer has not read.
            connection.held?.lastDue = nil
            return proceed(connection)
        }
        tell(.settled(hasAnswered: true), to: connection)
        awaitAnew(connection)
    }

    /// Asks for the events that the connection's phase waits for, even if they are there already.
    func awaitAnew(_ connection: Connection) {
        guard connection.state.isOpen else { return }
        do throws(SystemError) {
            let number = connection.socket.descriptor.number
            try selector.modify(number, connection.registration, for: connection.state.phase.interest, .edge)
        } catch {
            close(connection)
        }
    }
}
