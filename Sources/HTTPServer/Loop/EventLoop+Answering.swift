internal import HTTPMessages
internal import OpenSSL

extension EventLoop {
    /// - Parameter hasMore: whether something stands behind the bytes that come now of which no other event will tell.
    func receive(_ connection: Connection, hasMore: Bool = false) {
        guard connection.state.isOpen else { return }
        switch connection.socket.receive(into: &received) {
        case .wouldBlock: return
        case .failed: close(connection)
        case .end: tell(.peerStopped, to: connection)
        case .bytes(let count):
            let bytes = received
            if connection.state.takesInput { take(connection, bytes, count: count) }
            if hasMore || count == bytes.count { awaitAnew(connection) }
        }
    }

    /// Takes the first `count` bytes off the wire: plain ones, or TLS if the very first byte says so.
    private func take(_ connection: Connection, _ bytes: [UInt8], count: Int) {
        if connection.tls == nil, connection.state.mayBeginSession {
            guard beginTLS(connection, firstByte: bytes[0]) else { return close(connection) }
        }
        if let session = connection.tls {
            takeEncrypted(connection, session, bytes, count: count)
        } else {
            takePlain(connection, bytes, count: count)
        }
    }

    func takePlain(_ connection: Connection, _ bytes: [UInt8], count: Int) {
        if connection.pending.isEmpty {
            process(connection, bytes, count: count)
        } else {
            connection.pending.append(contentsOf: bytes[0..<count])
            letGo(connection)
            processPending(connection)
        }
    }

    /// Answers the requests that have waited.
    ///
    /// - Parameter hasAnswered: whether an answer has just gone out.
    func processPending(_ connection: Connection, hasAnswered: Bool = false) {
        let bytes = connection.pending
        connection.pending = []
        process(connection, bytes, count: bytes.count, hasAnswered: hasAnswered)
    }

    /// Answers the requests in the first `count` bytes and keeps the rest of the bytes.
    ///
    /// - Parameter hasAnswered: whether an answer has just gone out.
    func process(_ connection: Connection, _ bytes: [UInt8], count: Int, hasAnswered: Bool = false) {
        var offset = 0
        var hasAnswered = hasAnswered
        var isStarved = false
        while offset < count, !isStarved, connection.state.mayAnswer(connection.answers) {
            let rest = bytes.span.extracting(offset..<count)
            switch connection.reader.read(rest, table: &headTable) {
            case .incomplete(let consumed, let expectsContinue):
                offset += consumed
                isStarved = true
                guard mayHold(connection.reader.heldBytes + count - offset, connection) else {
                    appendRefusal(.tooManyUnfinished, connection.reader.unfinished, connection)
                    offset = count
                    break
                }
                guard expectsContinue else { break }
                if refusesPlain(connection) {
                    // This is before `100 Continue`, since the body may hold a secret.
                    appendRefusal(.tlsRequired, connection.reader.unfinished, connection)
                } else {
                    output.append(ResponseWriter.continueLine)
                }
            case .request(let consumed, let body):
                let fields = headTable.fields
                answer(
                    Request(
                        head: headTable.head,
                        fields: fields.span,
                        bytes: rest,
                        body: rest.extracting(body),
                        isSecure: connection.tls != nil,
                        connection: connection.number
                    ),
                    connection
                )
                offset += consumed
                hasAnswered = true
            case .assembled(let consumed, let assembly):
                letGo(connection)
                let (headBytes, fields, body) = (assembly.headBytes, assembly.fields, assembly.body)
                answer(
                    Request(
                        head: assembly.head,
                        fields: fields.span,
                        bytes: headBytes.span,
                        body: body.span,
                        isSecure: connection.tls != nil,
                        connection: connection.number
                    ),
                    connection
                )
                offset += consumed
                hasAnswered = true
            case .blank(let consumed):
                offset += consumed
            case .failed(let error, let line):
                appendRefusal(error, line, connection)
                offset = count
            }
            if output.count >= Self.highWater { flush(connection) }
        }
        flush(connection)
        if connection.state.maySwitch(connection.answers) {
            tell(.awaitsProtocol, to: connection)
            if offset < count { take(connection, Array(bytes[offset..<count]), count: count - offset) }
            return
        }
        if offset < count {
            if connection.state.goesOn {
                connection.pending = offset == 0 && count == bytes.count ? bytes : Array(bytes[offset..<count])
            } else {
                tell(.leftUnread, to: connection)
            }
        }
        guard connection.held == nil else { return proceed(connection) }
        tell(.settled(hasAnswered: hasAnswered), to: connection)
    }

    private func refusesPlain(_ connection: Connection) -> Bool {
        connection.tls == nil && surroundings.tls?.isRequired ?? false
    }

    private func answer(_ request: Request, _ connection: Connection) {
        if refusesPlain(connection), request.method != .connect {
            return appendRefusal(.tlsRequired, RequestLine(request.head, request.bytes), connection)
        }
        response.reset()
        responder.respond(to: request, into: &response)
        let context = ResponseWriter.Context(isHead: request.method == .head, isPersistent: request.head.isPersistent)
        switch response.content {
        case .bytes, .switching: break
        case .stream(let stream):
            response.content = .bytes
            return begin(stream, of: request, connection)
        case .later(let deferral):
            response.content = .bytes
            guard isDraining else { return hold(deferral, context, connection) }
            deferral.finish(&response)
        }
        put(context, connection)
    }

    /// Puts the response in line for sending, or holds it if it does not leave at once.
    ///
    /// - Parameter asked: how it is written; the persistence in it is the one that the client has asked for.
    func put(_ asked: ResponseWriter.Context, _ connection: Connection) {
        connection.receipt = response.receipt
        var isPersistent = asked.isPersistent && !isDraining
        if case .switching(let other) = response.content, !isDraining {
            tell(.switched(to: other), to: connection)
            isPersistent = true
        }
        if let delivery = response.delivery, !delivery.isImmediate {
            return hold(delivery, isHead: asked.isHead, isPersistent: isPersistent, connection)
        }
        writer.write(response, .init(isHead: asked.isHead, isPersistent: isPersistent), to: &output)
        guard !isPersistent else { return }
        // If it closes only because the server ends, the client may well be sending its next request.
        tell(.answeredLast(peerGoesOn: asked.isPersistent), to: connection)
    }

    /// Appends the answer to bytes that are no request; nothing behind them is read as a request.
    func appendRefusal(_ error: RequestError, _ line: RequestLine?, _ connection: Connection) {
        response.reset()
        responder.refuse(error, of: line, into: &response)
        writer.write(response, .init(isHead: line?.isHead ?? false, isPersistent: false), to: &output)
        tell(.refused, to: connection)
        // The part of the request that has come is no longer needed.
        connection.reader = RequestReader()
        letGo(connection)
    }
}
