import OpenSSL

/// A certificate for localhost, for clients that name nobody.
final class LocalhostIdentity: TLSIdentityProvider {
    let own: TLSIdentity

    init() throws {
        let authority = try CertificateAuthority.make(names: ["localhost"], now: 1_767_323_045)
        let key = try PrivateKey.make()
        let leaf = try authority.issue(names: ["localhost"], key: key, now: 1_767_323_045)
        own = TLSIdentity(chain: [leaf], key: key)
    }

    func identity(for name: String?, address: String?) -> TLSIdentity? { name == nil ? own : nil }
}
