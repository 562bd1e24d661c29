internal import HTTPMessages
internal import System

extension EventLoop {
    /// Takes connections that wait, but leaves time for those that are there already.
    func accept(from number: Int) {
        guard number < listeners.count, !isDraining else { return }
        for _ in 0..<64 {
            switch listeners[number].accept() {
            case .wouldBlock: return
            case .exhausted: return pauseAccepting()
            case .socket(let socket):
                let target = nextMailbox
                nextMailbox = (nextMailbox + 1) % surroundings.mailboxes.count
                let message: Mailbox.Message =
                    surroundings.gauge.enter() ? .adopt(socket) : .exchange(socket, tries: 1)
                if target == index { handle(message) } else { surroundings.mailboxes[target].post(message) }
            }
        }
    }

    /// Stops accepting for a while: if a connection waits and no descriptor is free for it, the loop would spin
    /// otherwise.
    func pauseAccepting() {
        for (number, listener) in listeners.enumerated() {
            try? selector.modify(listener.descriptor.number, Self.listenerRegistration(number), for: [], .level)
        }
        deadlines.insert(.resumeAccepting, at: now + Self.acceptPause)
    }

    func adopt(_ socket: Socket) {
        guard !isDraining else { return surroundings.gauge.leave() }
        connectionCount += 1
        let connection = connections.insert(socket, number: UInt64(index) << 48 | connectionCount)
        do throws(SystemError) {
            let interest = connection.state.phase.interest
            try selector.register(socket.descriptor.number, connection.registration, for: interest, .edge)
        } catch {
            return close(connection)
        }
        begin(connection.state.phase, connection)
    }

    /// The descriptor closes with the last reference to its socket, which takes it out of the selector.
    func close(_ connection: Connection) {
        guard connection.state.close() else { return }
        selector.deregister(connection.socket.descriptor.number)
        connections.remove(connection)
        tellOfLoss(connection)
        abandon(connection)
        letGo(connection)
        surroundings.unread.give(back: connection.unreadBytes)
        connection.unreadBytes = 0
        surroundings.gauge.leave()
    }

    /// Tells the responder that the client has not taken the whole of an answer that left at once.
    private func tellOfLoss(_ connection: Connection) {
        let unsent = connection.unsent.count - connection.sentCount
        guard unsent > 0, connection.held == nil, connection.receipt != 0 else { return }
        responder.answerLost(connection.receipt, unsentBytes: unsent)
    }

    func drain(until deadline: MonotonicInstant) {
        guard !isDraining else { return }
        isDraining = true
        for listener in listeners {
            selector.deregister(listener.descriptor.number)
            listener.stop()
        }
        listeners = []
        deadlines.insert(.endOfDrain, at: deadline)
        for connection in connections.all {
            if connection.held != nil {
                hasten(connection)
            } else if connection.state.phase != .writing {
                // A request may have arrived that has not been read yet.
                receive(connection)
            }
            tell(.drains, to: connection)
        }
    }

    /// Gives the connection the time of a phase, which begins now.
    func begin(_ phase: ConnectionPhase, _ connection: Connection) {
        let end = times.end(of: phase, from: now)
        if let instant = connection.deadline.move(to: end) { queue(connection, at: instant) }
    }

    func queue(_ connection: Connection, at instant: MonotonicInstant) {
        deadlines.insert(.connection(slot: connection.registration.slot), at: instant)
    }

    func refuse(_ error: RequestError, _ connection: Connection) {
        appendRefusal(error, connection.reader.unfinished, connection)
        flush(connection)
        tell(.settled(hasAnswered: false), to: connection)
    }
}
