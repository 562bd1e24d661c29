internal import COpenSSL

/// The client's side of one TLS connection on a non-blocking socket.
///
/// The server's certificate has to be good for the host, unless the context trusts all.
package final class TLSClientSession {
    package enum Outcome: Sendable, Hashable {
        case bytes(Int)
        /// To be tried again once the socket can be read.
        case wantRead
        /// To be tried again once the socket can be written to.
        case wantWrite
        case ended
        /// The certificate is not good for the host; the text says why.
        case untrusted(String)
        case failed(OpenSSLError)
    }

    private let ssl: OpaquePointer
    private let context: TLSClientContext

    /// - Parameters:
    ///   - descriptor: stays the caller's, which closes it after this session is gone.
    ///   - host: a name, or an address without brackets.
    package init(_ context: TLSClientContext, descriptor: Int32, host: String) throws(OpenSSLError) {
        ERR_clear_error()
        guard let ssl = SSL_new(context.pointer) else { throw .drain(after: "SSL_new") }
        self.ssl = ssl
        self.context = context
        let isAddress = HostName.isAddress(host)
        let isBound =
            isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1
                // An address is no server name (RFC 6066 §3).
            : SSL_set1_host(ssl, host) == 1 && tls_set_server_name(ssl, host) == 1
        guard isBound, SSL_set_fd(ssl, descriptor) == 1 else { throw .drain(after: "SSL_set") }
        SSL_set_connect_state(ssl)
    }

    deinit { SSL_free(ssl) }

    /// `.bytes(0)` once it is done.
    package func handshake() -> Outcome {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        guard result != 1 else { return .bytes(0) }
        let outcome = judge(result, "SSL_do_handshake")
        let verification = SSL_get_verify_result(ssl)
        guard case .failed = outcome, verification != Int(X509_V_OK), SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE else {
            return outcome
        }
        let reason = String(cString: X509_verify_cert_error_string(verification))
        let isAboutTime = verification == X509_V_ERR_CERT_NOT_YET_VALID || verification == X509_V_ERR_CERT_HAS_EXPIRED
        return .untrusted(isAboutTime ? reason + " by this machine's clock" : reason)
    }

    package func receive(into buffer: inout [UInt8]) -> Outcome {
        ERR_clear_error()
        let count = SSL_read(ssl, &buffer, Int32(clamping: buffer.count))
        return count > 0 ? .bytes(Int(count)) : judge(count, "SSL_read")
    }

    package func send(_ bytes: ArraySlice<UInt8>) -> Outcome {
        ERR_clear_error()
        let count = bytes.withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32(clamping: $0.count)) }
        return count > 0 ? .bytes(Int(count)) : judge(count, "SSL_write")
    }

    private func judge(_ result: Int32, _ call: StaticString) -> Outcome {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: .wantRead
        case SSL_ERROR_WANT_WRITE: .wantWrite
        case SSL_ERROR_ZERO_RETURN: .ended
        default: .failed(.drain(after: call))
        }
    }
}
