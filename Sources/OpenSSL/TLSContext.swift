internal import COpenSSL
internal import Locking

/// What all TLS connections of a server share: versions, the choice of certificates, the keys of session tickets.
///
/// It is made for the first of them: that takes libssl a millisecond, which most runs need not wait for.
package final class TLSContext: Sendable {
    /// `@unchecked Sendable`: libssl lets threads share a context that is no longer changed.
    private final class Handle: @unchecked Sendable {
        let pointer: OpaquePointer

        init() throws(OpenSSLError) {
            ERR_clear_error()
            guard let context = SSL_CTX_new(TLS_server_method()) else { throw .drain(after: "SSL_CTX_new") }
            pointer = context
            guard tls_context_configure(context) == 1 else { throw .drain(after: "SSL_CTX_set") }
            SSL_CTX_set_num_tickets(context, 1)
            SSL_CTX_set_session_id_context(context, [1], 1)
            SSL_CTX_set_alpn_select_cb(context, TLSContext.selectProtocol, nil)
        }

        deinit { SSL_CTX_free(pointer) }
    }

    private let handle = FirstMade<Handle>()
    private let provider: any TLSIdentityProvider

    package init(_ provider: any TLSIdentityProvider) { self.provider = provider }

    /// It lives as long as this does.
    func pointer() throws(OpenSSLError) -> OpaquePointer {
        let handle = try handle.value { () throws(OpenSSLError) in
            let made = try Handle()
            tls_context_on_server_name(made.pointer, Self.chooseIdentity, Unmanaged.passUnretained(self).toOpaque())
            return made
        }
        return handle.pointer
    }

    /// Makes it now, so that the first connection needs not wait for it.
    package func warmUp() { _ = try? pointer() }

    /// `http/1.1` or nothing (RFC 7301 §3.2).
    private static let selectProtocol: SSL_CTX_alpn_select_cb_func = { _, selected, length, offered, count, _ in
        guard let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        var index = 0
        while index < Int(count) {
            let size = Int(offered[index])
            guard index + 1 + size <= Int(count) else { break }
            let name = UnsafeBufferPointer(start: offered + index + 1, count: size)
            if name.elementsEqual("http/1.1".utf8) {
                selected?.pointee = UnsafePointer(offered + index + 1)
                length?.pointee = UInt8(size)
                return SSL_TLSEXT_ERR_OK
            }
            index += 1 + size
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private static let chooseIdentity:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32 = {
            ssl,
            alert,
            argument in
            guard let ssl, let argument else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            // The context is held by the session that this handshake belongs to.
            let context = Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue()
            let session = SSL_get_ex_data(ssl, 0).map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
            let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0).lowercased() }
            guard let identity = context.provider.identity(for: name, address: session?.address) else {
                alert?.pointee = SSL_AD_UNRECOGNIZED_NAME
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }
            guard use(identity, ssl) else {
                alert?.pointee = SSL_AD_INTERNAL_ERROR
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }
            return SSL_TLSEXT_ERR_OK
        }

    /// Throws if libssl would not serve with `identity`: a key too small, a digest too weak.
    package func check(_ identity: TLSIdentity) throws(OpenSSLError) {
        ERR_clear_error()
        guard let ssl = SSL_new(try pointer()) else { throw .drain(after: "SSL_new") }
        defer { SSL_free(ssl) }
        guard Self.use(identity, ssl) else { throw .drain(after: "SSL_use_certificate") }
    }

    private static func use(_ identity: TLSIdentity, _ ssl: OpaquePointer) -> Bool {
        guard let leaf = identity.chain.first, SSL_use_certificate(ssl, leaf.pointer) == 1,
            SSL_use_PrivateKey(ssl, identity.key.pointer) == 1
        else { return false }
        // This is called again after a HelloRetryRequest, and the chain must not grow by that.
        tls_clear_chain(ssl)
        return identity.chain.dropFirst().allSatisfy { certificate in
            tls_add_chain_certificate(ssl, certificate.pointer) == 1
        }
    }
}
