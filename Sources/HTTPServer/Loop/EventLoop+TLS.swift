internal import HTTPMessages
internal import OpenSSL

extension EventLoop {
    /// Starts a session if the connection's first byte asks for one.
    ///
    /// - Returns: false if the connection cannot go on.
    func beginTLS(_ connection: Connection, firstByte: UInt8) -> Bool {
        let tunnelHost: String? =
            switch connection.state.awaited {
            case .tls(let host): host
            case nil: nil
            }
        guard let tls = surroundings.tls, firstByte == TLSPolicy.handshakeRecord else {
            guard tunnelHost != nil else { return true }
            responder.tlsFailed("something else than TLS came through a tunnel")
            return false
        }
        do throws(OpenSSLError) {
            connection.tls = try TLSSession(tls.context, address: tunnelHost ?? connection.socket.localAddress)
            tell(.protocolBegan, to: connection)
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
        case .ended: tell(.sessionEnded, to: connection)
        case .failed(let error):
            responder.tlsFailed("\(error)")
            tell(.sessionFailed, to: connection)
        }
        flush(connection)
        tell(.settled(hasAnswered: false), to: connection)
    }

    /// Ends a session before its connection (close_notify, RFC 8446 §6.1).
    func sayGoodbye(_ connection: Connection) {
        guard let session = connection.tls, connection.state.owesGoodbye else { return }
        session.close(wire: &wire)
        flush(connection)
    }

    /// Closes; with a close_notify, if there is a session and that needs no wait.
    func end(_ connection: Connection) {
        if connection.unsent.isEmpty { sayGoodbye(connection) }
        close(connection)
    }
}
