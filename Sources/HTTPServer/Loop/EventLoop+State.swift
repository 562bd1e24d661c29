internal import HTTPMessages

// The connection's state decides, and the loop carries that out.

extension EventLoop {
    /// Tells the connection's state of an event, and does what it decides.
    func tell(_ event: ConnectionState.Event, to connection: Connection) {
        let action = connection.state.handle(event, connection.work(isDraining: isDraining))
        carryOut(action, connection)
    }

    private func carryOut(_ action: ConnectionState.Action, _ connection: Connection) {
        switch action {
        case .none: return
        case .wait(let asksAnew):
            begin(connection.state.phase, connection)
            if asksAnew { awaitAnew(connection) }
        case .proceed: proceed(connection)
        case .resume: queueResumption(connection)
        case .refuse(let error): refuse(error, connection)
        case .finish:
            abandon(connection)
            sayGoodbye(connection)
            tell(.saidGoodbye, to: connection)
        case .finishSending:
            connection.pending = []
            connection.socket.finishSending()
            tell(.finishedSending, to: connection)
        case .end: end(connection)
        case .close: close(connection)
        }
    }
}
