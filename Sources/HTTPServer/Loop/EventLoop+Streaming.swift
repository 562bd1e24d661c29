internal import HTTPMessages

// Answers whose body comes over time. The connection pulls: a piece is asked for when all before it are out.

extension EventLoop {
    /// How many pieces of a stream are sent before other connections have their turn.
    static let piecesInARow = 8

    /// Sends the head of an answer whose body is streamed, and holds the connection for the rest of it.
    func begin(_ stream: any BodyStream, of request: borrowing Request, _ connection: Connection) {
        let isChunked = request.head.minorVersion > 0
        let context = ResponseWriter.Context(
            isHead: request.method == .head,
            isPersistent: request.head.isPersistent && !isDraining,
            framing: isChunked ? .chunked : .untilClose
        )
        connection.receipt = response.receipt
        writer.write(response, context, to: &output)
        guard !context.isHead, !response.status.forbidsBody else {
            stream.end()
            guard !context.isPersistent else { return }
            return tell(.answeredLast(peerGoesOn: request.head.isPersistent), to: connection)
        }
        let answer = StreamedAnswer(stream: stream, isChunked: isChunked, isPersistent: context.isPersistent)
        connection.held = HeldAnswer(.streaming(answer), receipt: response.receipt)
        if isDraining { stream.finish() }
    }

    /// Sends the piece that the stream has, or its end.
    ///
    /// - Returns: false if it has nothing. Then it wakes this loop when it has, or is asked again when it wants to be.
    func sendPiece(of answer: StreamedAnswer, _ connection: Connection) -> Bool {
        let mailbox = mailbox
        let registration = connection.registration
        switch answer.stream.next(orWake: { mailbox.post(.continueStream(registration)) }) {
        case .none(let time):
            tell(.waitsForStream, to: connection)
            queueStep(connection, at: time.map { .now + $0 } ?? .distantFuture)
            return false
        case .bytes(let bytes):
            if answer.isChunked {
                ResponseWriter.append(chunk: bytes, to: &output)
            } else {
                output.append(contentsOf: bytes)
            }
            connection.held?.noteSent(bytes.count)
            flush(connection)
        case .end:
            if answer.isChunked { output.append(ResponseWriter.lastChunk) }
            flush(connection)
            endHeld(connection, isAborted: false)
            if !answer.isPersistent { tell(.answeredLast(peerGoesOn: true), to: connection) }
        }
        return true
    }

    /// Goes on with a stream that has something again.
    func continueStream(_ registration: Registration) {
        guard let connection = connections[registration] else { return }
        tell(.streamWoke, to: connection)
    }
}
