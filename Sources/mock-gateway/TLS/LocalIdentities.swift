internal import Gateway
internal import OpenSSL
internal import Synchronization

/// Certificates signed by the local CA, made when somebody asks for their name.
final class LocalIdentities: TLSIdentityProvider {
    private static let capacity = 256

    private let authority: CertificateAuthority
    private let key: PrivateKey
    private let served: ServedNames
    /// For clients that name nobody, since they were told an address.
    private let unnamed: TLSIdentity
    private let issued = Mutex<[String: TLSIdentity]>([:])

    init(_ authority: CertificateAuthority, served: ServedNames, addresses: [String]) throws(OpenSSLError) {
        self.authority = authority
        self.served = served
        key = try PrivateKey.make()
        let names = ["localhost", "127.0.0.1", "::1"] + addresses
        let certificate = try authority.issue(names: names, key: key, now: AuthorityStore.now)
        unnamed = TLSIdentity(chain: [certificate], key: key)
    }

    func identity(for name: String?) -> TLSIdentity? {
        guard let name, name != "localhost" else { return unnamed }
        guard HostName.isName(name), served.contains(name) else { return nil }
        return issued.withLock { issued in
            if let known = issued[name] { return known }
            guard let certificate = try? authority.issue(names: [name], key: key, now: AuthorityStore.now) else {
                return nil
            }
            // Subdomains are without number: start over rather than grow.
            if issued.count >= Self.capacity { issued = [:] }
            let identity = TLSIdentity(chain: [certificate], key: key)
            issued[name] = identity
            return identity
        }
    }
}

/// The user's own certificate, whatever the client asks for.
final class OwnIdentity: TLSIdentityProvider {
    private let own: TLSIdentity

    init(_ identity: TLSIdentity) { own = identity }

    func identity(for name: String?) -> TLSIdentity? { own }
}
