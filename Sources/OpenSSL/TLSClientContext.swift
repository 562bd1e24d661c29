internal import COpenSSL

/// What connections to servers have in common: the authorities that they trust.
package final class TLSClientContext {
    let pointer: OpaquePointer

    /// Trusts every certificate: for questions that are no secret.
    package static func unverified() throws(OpenSSLError) -> TLSClientContext {
        let context = try TLSClientContext(trusting: [])
        SSL_CTX_set_verify(context.pointer, SSL_VERIFY_NONE, nil)
        return context
    }

    /// - Parameter authorities: trusted in place of those of the system.
    package init(trusting authorities: [Certificate]? = nil) throws(OpenSSLError) {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw .drain(after: "SSL_CTX_new") }
        pointer = context
        guard tls_client_context_configure(context) == 1 else { throw .drain(after: "SSL_CTX_set") }
        guard let authorities else {
            // This reads SSL_CERT_FILE and SSL_CERT_DIR too.
            guard SSL_CTX_set_default_verify_paths(context) == 1 else {
                throw .drain(after: "SSL_CTX_set_default_verify_paths")
            }
            return
        }
        for authority in authorities {
            guard X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.pointer) == 1 else {
                throw .drain(after: "X509_STORE_add_cert")
            }
        }
    }

    deinit { SSL_CTX_free(pointer) }
}
