internal import COpenSSL

/// A private key; one that is made here is of P-256.
///
/// `@unchecked Sendable`: never changed after its making, and its reference count is atomic.
package final class PrivateKey: @unchecked Sendable {
    let pointer: OpaquePointer

    private init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    package static func make() throws(OpenSSLError) -> PrivateKey {
        guard let key = p256_generate() else { throw .drain(after: "EVP_EC_gen") }
        return PrivateKey(key)
    }

    package init(pem: [UInt8]) throws(OpenSSLError) {
        let bio = try MemoryBIO(pem)
        ERR_clear_error()
        // No password is asked for: there is nobody to ask.
        guard let key = PEM_read_bio_PrivateKey(bio.pointer, nil, { _, _, _, _ in 0 }, nil) else {
            throw .drain(after: "PEM_read_bio_PrivateKey")
        }
        pointer = key
    }

    /// PKCS #8, not encrypted.
    package func pem() throws(OpenSSLError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard PEM_write_bio_PrivateKey(bio.pointer, pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .drain(after: "PEM_write_bio_PrivateKey")
        }
        return bio.takeAll()
    }
}
