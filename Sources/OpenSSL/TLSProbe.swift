internal import COpenSSL

/// One exchange over TLS on a blocking socket, for asking a local server something that is no secret: no certificate is
/// checked.
package enum TLSProbe {
    /// The whole answer to a request that closes the connection; nil where there is none, or it takes until it is late.
    package static func exchange(
        on descriptor: Int32,
        _ request: [UInt8],
        limit: Int,
        isLate: () -> Bool
    ) -> [UInt8]? {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
        defer { SSL_CTX_free(context) }
        guard tls_context_configure(context) == 1, let ssl = SSL_new(context) else { return nil }
        defer { SSL_free(ssl) }
        guard SSL_set_fd(ssl, descriptor) == 1, SSL_connect(ssl) == 1,
            SSL_write(ssl, request, Int32(clamping: request.count)) == request.count
        else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count < limit {
            guard !isLate() else { return nil }
            let count = SSL_read(ssl, &buffer, Int32(buffer.count))
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[..<Int(count)])
        }
        return answer.isEmpty ? nil : answer
    }
}
