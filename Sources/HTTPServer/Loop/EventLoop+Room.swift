// What happens at the limit of connections: the connection that has waited longest for a request makes room, as in
// nginx.

extension EventLoop {
    /// Takes a new connection in the place of one that waits; if this loop has none, another loop may have one.
    ///
    /// - Parameter tries: how many loops have been asked, this one included.
    func adopt(_ socket: Socket, inExchange tries: Int) {
        guard !isDraining else { return }
        if makeRoom(), surroundings.gauge.enter() { return adopt(socket) }
        if tries < surroundings.mailboxes.count {
            let next = (index + 1) % surroundings.mailboxes.count
            return surroundings.mailboxes[next].post(.exchange(socket, tries: tries + 1))
        }
        guard surroundings.gauge.noteTurnedAway() else { return }
        responder.dropped(
            "all \(limits.connections) connections are in the middle of something; this is said once"
        )
    }

    /// Ends the connection that has waited longest, if one does.
    private func makeRoom() -> Bool {
        while let place = waitingLine.next(at: now, look: { waiting }) {
            guard let connection = connections[place.registration], start(of: connection) == place.since else {
                continue
            }
            // A request may have arrived that has not been read yet.
            receive(connection)
            guard connection.state.isOpen else { return true }
            guard start(of: connection) == place.since else { continue }
            end(connection)
            if surroundings.gauge.noteEndForOther() {
                responder.dropped(
                    """
                    there are \(limits.connections), and the one that has waited longest makes room for each new one; \
                    this is said once
                    """
                )
            }
            return true
        }
        return false
    }

    private var waiting: [WaitingLine.Place] {
        connections.all.compactMap { connection in
            start(of: connection).map { WaitingLine.Place(registration: connection.registration, since: $0) }
        }
    }

    /// Since when the connection has waited for a request; nil if it does not.
    private func start(of connection: Connection) -> MonotonicInstant? {
        switch connection.state.phase {
        case .fresh, .idle: times.start(of: connection.state.phase, to: connection.deadline.instant)
        default: nil
        }
    }
}
