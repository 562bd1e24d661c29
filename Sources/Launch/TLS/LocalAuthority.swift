internal import Locking
internal import OpenSSL

/// The CA of a run: its certificate to hand out, and its key, which may be read only when somebody needs it.
final class LocalAuthority: Sendable {
    /// The certificate.
    let pem: [UInt8]
    /// The certificate's validity, in seconds since 1970.
    let start: Int
    let expiration: Int

    private let read: @Sendable () throws -> CertificateAuthority
    private let found = FirstMade<CertificateAuthority>()

    /// - Parameter read: called until it has given a CA once, by several threads at once if need be.
    init(pem: [UInt8], start: Int, expiration: Int, read: @escaping @Sendable () throws -> CertificateAuthority) {
        self.pem = pem
        self.start = start
        self.expiration = expiration
        self.read = read
    }

    convenience init(_ authority: CertificateAuthority) throws(OpenSSLError) {
        self.init(
            pem: try authority.certificate.pem(),
            start: authority.certificate.start,
            expiration: authority.certificate.expiration
        ) { authority }
    }

    /// With its key.
    func withKey() throws -> CertificateAuthority { try found.value(read) }
}
