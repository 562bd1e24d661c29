internal import COpenSSL

/// Certificates to trust, in the form that Java reads (PKCS #12, RFC 7292).
package enum TrustStore {
    /// It is not encrypted, since nothing in it is secret; the password keeps its bytes from being changed unseen.
    ///
    /// - Parameter certificates: one that is there twice is added once.
    package static func pkcs12(_ certificates: [Certificate], password: String) throws(OpenSSLError) -> [UInt8] {
        ERR_clear_error()
        guard let store = trust_store_new() else { throw .drain(after: "PKCS12_add_cert") }
        defer { trust_store_free(store) }
        var names: Set<String> = []
        for certificate in certificates {
            let name = certificate.fingerprint
            guard names.insert(name).inserted else { continue }
            guard trust_store_add(store, certificate.pointer, name) == 1 else {
                throw .drain(after: "PKCS12_add_cert")
            }
        }
        let bio = try MemoryBIO()
        guard trust_store_write(store, password, bio.pointer) == 1 else { throw .drain(after: "PKCS12_set_mac") }
        return bio.takeAll()
    }
}
