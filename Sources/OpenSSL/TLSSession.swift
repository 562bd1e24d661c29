internal import COpenSSL

/// One TLS connection as a filter without a socket: bytes from the wire become plain ones, and the other way round.
///
/// So libssl never meets a socket that would block, and sending, waiting and time limits are those of a plain
/// connection. Belongs to its connection's thread.
package final class TLSSession {
    package enum State: Sendable, Hashable {
        case open
        /// The peer has said that it sends no more (close_notify).
        case ended
        case failed(OpenSSLError)
    }

    /// The largest plaintext of a record (RFC 8446 §5.1).
    private static let recordSize = 16 * 1024

    private let ssl: OpaquePointer
    // libssl owns both; they are replaced when one has grown large.
    private var incoming: OpaquePointer
    private var outgoing: OpaquePointer
    /// Held because libssl calls back into it.
    private let context: TLSContext
    /// The host that the client must have meant if it names none: an address.
    let address: String?
    package private(set) var isEstablished = false
    private var isBroken = false
    private var hasClosed = false
    /// Plain bytes that libssl does not take until it has read more.
    private var blocked: [UInt8] = []

    /// - Parameter address: the address that a client which names no host must have meant, if the server knows it.
    package init(_ context: TLSContext, address: String?) throws(OpenSSLError) {
        ERR_clear_error()
        guard let ssl = SSL_new(try context.pointer()) else { throw .drain(after: "SSL_new") }
        guard let incoming = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw .drain(after: "BIO_new")
        }
        guard let outgoing = BIO_new(BIO_s_mem()) else {
            BIO_free(incoming)
            SSL_free(ssl)
            throw .drain(after: "BIO_new")
        }
        SSL_set_bio(ssl, incoming, outgoing)
        SSL_set_accept_state(ssl)
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
        self.context = context
        self.address = address
        // The choice of a certificate needs it; the session outlives every call that could ask for one.
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    // Frees its BIOs as well.
    deinit { SSL_free(ssl) }

    /// Whether the peer has begun a record that is not complete.
    package var isMidway: Bool {
        isEstablished && !isBroken && (BIO_ctrl_pending(incoming) > 0 || SSL_has_pending(ssl) == 1)
    }

    /// Takes bytes off the wire.
    ///
    /// - Parameters:
    ///   - plaintext: the bytes that they carry are appended to it.
    ///   - wire: the answer that has to be sent, of the handshake or an alert, is appended to it.
    package func receive(_ bytes: Span<UInt8>, plaintext: inout [UInt8], wire: inout [UInt8]) -> State {
        guard !isBroken else { return .ended }
        let isTaken = bytes.withUnsafeBufferPointer { buffer in
            BIO_write(incoming, buffer.baseAddress, Int32(clamping: buffer.count)) == buffer.count
        }
        var state = isTaken ? advance(&plaintext) : fail("BIO_write")
        if case .open = state, !blocked.isEmpty {
            let waiting = blocked
            blocked = []
            state = write(waiting[...], &wire)
        }
        takeOutgoing(&wire)
        shrink()
        return state
    }

    /// Puts plain bytes on the wire.
    package func send(_ plaintext: [UInt8], wire: inout [UInt8]) -> State {
        guard !isBroken, !plaintext.isEmpty else { return .open }
        guard blocked.isEmpty else {
            blocked += plaintext
            return .open
        }
        defer { shrink() }
        return write(plaintext[...], &wire)
    }

    /// Says that nothing more will be sent (close_notify); once, and only if there is a session to end.
    package func close(wire: inout [UInt8]) {
        guard isEstablished, !isBroken, !hasClosed else { return }
        hasClosed = true
        ERR_clear_error()
        SSL_shutdown(ssl)
        takeOutgoing(&wire)
        ERR_clear_error()
    }

    private func advance(_ plaintext: inout [UInt8]) -> State {
        if !isEstablished {
            ERR_clear_error()
            let result = SSL_do_handshake(ssl)
            guard result == 1 else { return judge(result, "SSL_do_handshake") ?? .open }
            isEstablished = true
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.recordSize) { buffer in
            while true {
                ERR_clear_error()
                let count = SSL_read(ssl, buffer.baseAddress, Int32(buffer.count))
                guard count > 0 else { return judge(count, "SSL_read") ?? .open }
                plaintext.append(contentsOf: buffer[..<Int(count)])
            }
        }
    }

    /// Writes one record at a time, so that no buffer grows beyond one.
    private func write(_ plaintext: ArraySlice<UInt8>, _ wire: inout [UInt8]) -> State {
        var rest = plaintext
        while !rest.isEmpty {
            let count = min(rest.count, Self.recordSize)
            ERR_clear_error()
            let result = rest.withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32(count)) }
            takeOutgoing(&wire)
            guard result > 0 else {
                // A write may have to read first; it is tried again when more has come.
                guard let state = judge(result, "SSL_write") else {
                    blocked = Array(rest)
                    return .open
                }
                return state
            }
            rest = rest.dropFirst(Int(result))
        }
        return .open
    }

    /// An idle session keeps no large buffer: memory BIOs never give theirs back.
    private func shrink() {
        if memory_bio_capacity(incoming) > Self.recordSize, BIO_ctrl_pending(incoming) == 0,
            let small = BIO_new(BIO_s_mem())
        {
            SSL_set0_rbio(ssl, small)
            incoming = small
        }
        if memory_bio_capacity(outgoing) > 2 * Self.recordSize, BIO_ctrl_pending(outgoing) == 0,
            let small = BIO_new(BIO_s_mem())
        {
            SSL_set0_wbio(ssl, small)
            outgoing = small
        }
    }

    /// Nil if libssl only waits for more bytes.
    private func judge(_ result: Int32, _ call: StaticString) -> State? {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return nil
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return fail(call)
        }
    }

    private func fail(_ call: StaticString) -> State {
        isBroken = true
        let error = OpenSSLError.drain(after: call)
        guard !isEstablished, let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else {
            return .failed(error)
        }
        return .failed(OpenSSLError("\(error), for the server name \(String(cString: name))"))
    }

    private func takeOutgoing(_ wire: inout [UInt8]) {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return }
        let start = wire.count
        wire.append(contentsOf: repeatElement(0, count: count))
        wire.withUnsafeMutableBytes { bytes in
            _ = BIO_read(outgoing, bytes.baseAddress.map { $0 + start }, Int32(clamping: count))
        }
    }
}
