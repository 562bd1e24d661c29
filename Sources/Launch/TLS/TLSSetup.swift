internal import Gateway
internal import HTTPServer
internal import OpenSSL

/// TLS, ready to serve.
struct TLSSetup: Sendable {
    /// How TLS is served; nil with `--tls off`.
    let policy: TLSPolicy?
    /// The names for which certificates can be shown.
    let names: ServedNames
    /// The CA's certificate to hand out; nil if the certificate is the user's own.
    let authorityPEM: [UInt8]?
    private let provider: (any TLSIdentityProvider)?

    /// - Parameters:
    ///   - authority: what `TLSAuthority` has prepared.
    ///   - hosts: the hosts on which the gateway listens.
    init(_ plan: TLSPlan, authority: LocalAuthority?, hosts: [String]) throws {
        guard plan.mode != .off else {
            policy = nil
            names = ServedNames()
            authorityPEM = nil
            provider = nil
            return
        }
        let provider: any TLSIdentityProvider
        if let authority {
            let now = AuthorityStore.now
            // Hosts that are always served, such as a loopback address, are always permitted.
            let permitted = try hosts.filter { host in
                try !ServedNames().contains(host) && authority.withKey().permits([host], now: now)
            }
            let others = plan.names + permitted
            names = ServedNames(others: others)
            provider = LocalIdentities(authority, served: names)
            authorityPEM = authority.pem
        } else if let identity = plan.identity {
            names = ServedNames(others: plan.names + hosts)
            provider = OwnIdentity(identity)
            authorityPEM = nil
        } else {
            throw StartError(.systemError, "there is neither a CA nor a certificate")
        }
        self.provider = provider
        let context = TLSContext(provider)
        if let identity = plan.identity {
            do throws(OpenSSLError) {
                try context.check(identity)
            } catch {
                throw StartError(.dataError, "--tls-cert: libssl does not serve with it: \(error)")
            }
        }
        policy = TLSPolicy(context: context, isRequired: plan.mode == .required)
    }

    /// Makes what all connections share, and the certificates that most clients will see; the first one of a process takes
    /// some milliseconds.
    ///
    /// If a client comes before that is done, its certificate is made for it.
    func warmUp() {
        policy?.context.warmUp()
        for name in [nil, "localhost"] { _ = provider?.identity(for: name, address: nil) }
    }
}
