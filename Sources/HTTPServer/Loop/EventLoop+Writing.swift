internal import HTTPMessages
internal import OpenSSL
internal import System

extension EventLoop {
    /// Sends what has gathered for this connection; the rest waits until the peer reads on.
    func flush(_ connection: Connection) {
        if let session = connection.tls {
            if case .failed(let error) = session.send(output, wire: &wire) {
                responder.tlsFailed("\(error)")
                connection.isClosing = true
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
        case .failed:
            close(connection)
            connection.isClosing = true
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
        settle(connection, hasAnswered: true)
        awaitAnew(connection)
    }

    /// Decides what the connection waits for next, once everything that can be done at once has been done.
    func settle(_ connection: Connection, hasAnswered: Bool) {
        guard connection.isOpen else { return }
        if connection.hasEnded, connection.unsent.isEmpty, connection.held == nil { connection.isClosing = true }
        if !connection.unsent.isEmpty {
            enter(.writing, connection)
        } else if connection.isClosing {
            abandon(connection)
            if connection.phase != .lingering { sayGoodbye(connection) }
            guard connection.unsent.isEmpty else { return enter(.writing, connection) }
            guard connection.mustLinger else { return close(connection) }
            connection.pending = []
            connection.socket.finishSending()
            enter(.lingering, connection)
        } else if connection.held == nil {
            if hasAnswered { enter(connection.isHandshaking ? .fresh : .idle, connection) }
            switch connection.reader.waiting {
            case .start: if isDraining, connection.isIdle { end(connection) }
            case .head: enter(.head, connection)
            case .body: enter(.body, connection)
            }
        }
    }

    func enter(_ phase: ConnectionPhase, _ connection: Connection) {
        guard phase != connection.phase || phase.restarts else { return }
        connection.phase = phase
        begin(phase, connection)
        guard phase.interest != connection.interest else { return }
        connection.interest = phase.interest
        awaitAnew(connection)
    }

    /// Asks for what the connection's phase waits for, be it there already or not.
    func awaitAnew(_ connection: Connection) {
        guard connection.isOpen else { return }
        do throws(SystemError) {
            let number = connection.socket.descriptor.number
            try selector.modify(number, connection.registration, for: connection.interest, .edge)
        } catch {
            close(connection)
        }
    }
}
