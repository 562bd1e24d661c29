internal import HTTPMessages

extension EventLoop {
    /// Keeps the response, as it will be on the wire, until its delivery has sent it.
    func hold(_ delivery: Delivery, isHead: Bool, isPersistent: Bool, _ connection: Connection) {
        let context = ResponseWriter.Context(
            isHead: isHead,
            isPersistent: isPersistent,
            framing: delivery.manner.framing
        )
        var answer: [UInt8] = []
        writer.write(response, context, to: &answer)
        let script = DeliveryScript(delivery, answer, isPersistent: context.isPersistent)
        // The bytes in front of the body; a wrong framing of the body counts as body.
        let headBytes = answer.count - (isHead || response.status.forbidsBody ? 0 : response.body.count)
        connection.held = HeldAnswer(.leaving(script), receipt: response.receipt, headBytes: headBytes)
        countUnread(connection)
    }

    /// Ends the held answer: it is out, or no more of it will be sent.
    func endHeld(_ connection: Connection, isAborted: Bool) {
        guard let held = connection.held else { return }
        connection.held = nil
        // Encrypted bytes are not bytes of the answer; with TLS, the whole of the last piece counts as not taken.
        let unsent = connection.unsent.count - connection.sentCount
        if held.receipt != 0 { responder.answerEnded(held.receipt, held.end(unsent: unsent, isAborted: isAborted)) }
        held.deferred?.deferral.abandon()
        held.streamed?.stream.end()
    }

    /// Keeps the response's fields until its deferral is resumed, or its time is over.
    func hold(_ deferral: Deferral, _ context: ResponseWriter.Context, _ connection: Connection) {
        let limit = MonotonicInstant.now + deferral.limit
        let answer = DeferredAnswer(deferral: deferral, fields: response.fields, context: context, limit: limit)
        connection.held = HeldAnswer(.deferred(answer))
        let mailbox = mailbox
        let registration = connection.registration
        // The deferral holds this closure, so the closure must not hold it in turn; while it is being resumed, it
        // exists.
        deferral.whenResumed { [weak deferral] in
            if let deferral { mailbox.post(.resume(registration, deferral)) }
        }
    }

    /// Goes on if nothing is left unsent: with the held answer, if its time has come, and then with the requests that
    /// wait behind it.
    func proceed(_ connection: Connection) {
        var pieces = 0
        while connection.unsent.isEmpty, connection.state.goesOn, let held = connection.held {
            if let streamed = held.streamed {
                guard sendPiece(of: streamed, connection) else { return }
                pieces += 1
                guard pieces < Self.piecesInARow || connection.held == nil else {
                    mailbox.post(.continueStream(connection.registration))
                    return tell(.waitsForStream, to: connection)
                }
                continue
            }
            guard case .leaving(var script) = held.stage else { return wait(connection, until: held.deferred?.limit) }
            let step = script.next()
            held.stage = .leaving(script)
            switch step {
            case .wait(let time):
                let due = (held.lastDue ?? .now) + time
                held.lastDue = due
                return wait(connection, until: due)
            case .send(let range):
                output.append(contentsOf: script.bytes[range])
                held.noteSent(range.count)
                flush(connection)
            case .proceed:
                endHeld(connection, isAborted: false)
            case .end, .breakOff:
                endHeld(connection, isAborted: false)
                // Nothing was read meanwhile, and a close with unread bytes would reset the connection.
                tell(step == .end ? .answeredLast(peerGoesOn: true) : .brokeOff, to: connection)
            case .reset:
                endHeld(connection, isAborted: false)
                connection.socket.resetWhenClosed()
                return close(connection)
            case .silence:
                connection.pending = []
                return tell(.silenced, to: connection)
            }
        }
        if connection.unsent.isEmpty, connection.state.goesOn, !connection.pending.isEmpty {
            processPending(connection, hasAnswered: true)
        } else {
            tell(.settled(hasAnswered: true), to: connection)
        }
    }

    private func wait(_ connection: Connection, until due: MonotonicInstant?) {
        tell(connection.held?.deferred == nil ? .waitsForTime : .waitsForAnswer, to: connection)
        if let due { queueStep(connection, at: due) }
    }

    /// - Parameter due: the distant future removes the deadline.
    func queueStep(_ connection: Connection, at due: MonotonicInstant) {
        guard connection.state.isOpen, let instant = connection.stepDeadline.move(to: due) else { return }
        deadlines.insert(.step(slot: connection.registration.slot), at: instant)
    }

    /// Queues a deferred answer that is resumed; it comes as soon as it has its turn.
    func queueResumption(_ connection: Connection) {
        guard let deferral = connection.held?.deferred?.deferral else { return }
        resumed.append((connection.registration, deferral))
    }

    /// Gives some of the answers that have been resumed; other connections have a turn before the rest.
    func giveResumed() {
        // Nearly every time there is none, and the arithmetic of the bound would cost more than this question.
        guard !resumed.isEmpty else { return }
        let end = now + Self.resumingTime
        while let (registration, deferral) = resumed.popFirst() {
            resume(deferral, of: registration)
            guard MonotonicInstant.now < end else { return }
        }
    }

    private func resume(_ deferral: Deferral, of registration: Registration) {
        guard let connection = connections[registration], connection.held?.deferred?.deferral === deferral else {
            return
        }
        finish(connection)
    }

    /// Asks for a deferred answer, and sends it.
    private func finish(_ connection: Connection) {
        guard let deferred = connection.held?.deferred else { return }
        connection.held = nil
        response.reset()
        response.fields = deferred.fields
        deferred.deferral.finish(&response)
        put(deferred.context, connection)
        tell(.answeredLate, to: connection)
        flush(connection)
        proceed(connection)
    }

    /// Hurries a held answer because the server ends: a deferred answer comes now, and a stream gets its last piece.
    func hasten(_ connection: Connection) {
        connection.held?.streamed?.stream.finish()
        queueResumption(connection)
    }

    /// Gives the held answer up, because it can no longer reach the client.
    func abandon(_ connection: Connection) {
        endHeld(connection, isAborted: true)
    }
}
