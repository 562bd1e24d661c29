internal import Gateway
internal import Locking
internal import OpenSSL

/// Certificates signed by the local CA, made when their name is first asked for.
final class LocalIdentities: TLSIdentityProvider {
    private static let capacity = 256

    private let authority: LocalAuthority
    /// The key of all of them, made for the first.
    private let key = FirstMade<PrivateKey>()
    private let served: ServedNames
    private let issued = Mutex<[String: TLSIdentity]>([:])

    init(_ authority: LocalAuthority, served: ServedNames) {
        self.authority = authority
        self.served = served
    }

    func identity(for name: String?, address: String?) -> TLSIdentity? {
        if let name { return HostName.isName(name) && served.contains(name) ? identity(names: [name]) : nil }
        // A client that calls an address names no host; whatever the address is, loopback is always meant too.
        var names = ["localhost", "127.0.0.1", "::1"]
        if let address, let canonical = HostName.canonicalAddress(address), !names.contains(canonical),
            served.contains(canonical)
        {
            names.append(canonical)
        }
        return identity(names: names)
    }

    private func identity(names: [String]) -> TLSIdentity? {
        let name = names.joined(separator: ",")
        if let known = issued.withLock({ $0[name] }) { return known }
        // This is outside the lock, so that no client waits for another's; two certificates of one name do no harm.
        guard let key = try? key.value(PrivateKey.make),
            let certificate = try? authority.withKey().issue(names: names, key: key, now: AuthorityStore.now)
        else { return nil }
        let identity = TLSIdentity(chain: [certificate], key: key)
        return issued.withLock { issued in
            // There is no end of subdomains, so this starts over instead of growing.
            if issued.count >= Self.capacity { issued = [:] }
            issued[name] = identity
            return identity
        }
    }
}

/// The user's own certificate, whatever the client asks for.
final class OwnIdentity: TLSIdentityProvider {
    private let own: TLSIdentity

    init(_ identity: TLSIdentity) { own = identity }

    func identity(for name: String?, address: String?) -> TLSIdentity? { own }
}
