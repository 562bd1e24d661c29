internal import COpenSSL

/// An X.509 certificate (RFC 5280).
///
/// `@unchecked Sendable`: never changed after its making, and its reference count is atomic.
package final class Certificate: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes ownership.
    init(adopting pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// The first certificate in `pem`.
    package convenience init(pem: [UInt8]) throws(OpenSSLError) {
        guard let first = try Self.chain(pem: pem).first else { throw OpenSSLError("there is no certificate") }
        X509_up_ref(first.pointer)
        self.init(adopting: first.pointer)
    }

    /// All certificates in `pem`, in order.
    package static func chain(pem: [UInt8]) throws(OpenSSLError) -> [Certificate] {
        let bio = try MemoryBIO(pem)
        ERR_clear_error()
        var chain: [Certificate] = []
        while let certificate = PEM_read_bio_X509(bio.pointer, nil, nil, nil) {
            chain.append(Certificate(adopting: certificate))
        }
        // The end of the file is an error like any other.
        let error = OpenSSLError.drain(after: "PEM_read_bio_X509")
        guard !chain.isEmpty else { throw error }
        return chain
    }

    package func pem() throws(OpenSSLError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard PEM_write_bio_X509(bio.pointer, pointer) == 1 else { throw .drain(after: "PEM_write_bio_X509") }
        return bio.takeAll()
    }

    package func belongs(to key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }

    /// The start of its validity, in seconds since 1970.
    package var start: Int { Self.seconds(X509_get0_notBefore(pointer)) }

    /// The end of its validity, in seconds since 1970.
    package var expiration: Int { Self.seconds(X509_get0_notAfter(pointer)) }

    /// 0 if it cannot be told.
    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
        defer { ASN1_TIME_free(epoch) }
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int(days) * 86_400 + Int(seconds)
    }

    /// SHA-256, as tools print it: `AB:CD:…`.
    package var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard X509_digest(pointer, EVP_sha256(), &digest, &count) == 1 else { return "" }
        let digits = Array("0123456789ABCDEF")
        return digest.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: ":")
    }
}
