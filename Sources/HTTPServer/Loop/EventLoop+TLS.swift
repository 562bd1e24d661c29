internal import HTTPMessages
internal import OpenSSL

extension EventLoop {
    /// Starts a session where the connection's first byte asks for one.
    ///
    /// - Returns: false where the connection cannot go on.
    func beginTLS(_ connection: Connection, firstByte: UInt8) -> Bool {
        guard let tls = surroundings.tls else { return true }
        guard firstByte == TLSPolicy.handshakeRecord else {
            guard connection.isTunnel else { return true }
            responder.tlsFailed("something else than TLS came through a tunnel")
            return false
        }
        do throws(OpenSSLError) {
            let address = connection.tunnelHost ?? connection.socket.localAddress
            connection.tls = try TLSSession(tls.context, address: address)
            return true
        } catch {
            responder.tlsFailed("\(error)")
            return false
        }
    }

    func takeEncrypted(_ connection: Connection, _ session: TLSSession, _ bytes: [UInt8], count: Int) {
        plaintext.removeAll(keepingCapacity: true)
        let state = session.receive(bytes.span.extracting(0..<count), plaintext: &plaintext, wire: &wire)
        if !plaintext.isEmpty {
            let decrypted = plaintext
            takePlain(connection, decrypted, count: decrypted.count)
        }
        switch state {
        case .open: break
        case .ended: connection.hasEnded = true
        case .failed(let error):
            responder.tlsFailed("\(error)")
            connection.isClosing = true
        }
        flush(connection)
        settle(connection, hasAnswered: false)
    }

    /// Ends a session before its connection (close_notify, RFC 8446 §6.1).
    func sayGoodbye(_ connection: Connection) {
        guard let session = connection.tls, !connection.isBrokenOff else { return }
        session.close(wire: &wire)
        flush(connection)
    }

    /// Closes with a close_notify, where there is a session and nobody has to wait for it.
    func end(_ connection: Connection) {
        if connection.unsent.isEmpty { sayGoodbye(connection) }
        close(connection)
    }
}
