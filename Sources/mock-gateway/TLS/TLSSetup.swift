internal import Gateway
internal import HTTPServer
internal import OpenSSL

/// TLS, ready to serve.
struct TLSSetup: Sendable {
    /// Nil with `--tls off`.
    let policy: TLSPolicy?
    /// What certificates can be shown for.
    let names: ServedNames
    /// To hand out; nil where the certificate is the user's own.
    let authorityPEM: [UInt8]?

    /// - Parameters:
    ///   - authority: what `TLSAuthority` has prepared.
    ///   - hosts: what the gateway listens on.
    init(_ plan: TLSPlan, authority: CertificateAuthority?, hosts: [String]) throws {
        guard plan.mode != .off else {
            policy = nil
            names = ServedNames()
            authorityPEM = nil
            return
        }
        let provider: any TLSIdentityProvider
        if let authority {
            let now = AuthorityStore.now
            let others = try plan.names + hosts.filter { try authority.permits($0, now: now) }
            names = ServedNames(others: others)
            provider = try LocalIdentities(authority, served: names)
            authorityPEM = try authority.certificate.pem()
        } else if let identity = plan.identity {
            names = ServedNames(others: plan.names + hosts)
            provider = OwnIdentity(identity)
            authorityPEM = nil
        } else {
            throw StartError(.systemError, "there is neither a CA nor a certificate")
        }
        let context = try TLSContext(provider)
        if let identity = plan.identity {
            do throws(OpenSSLError) {
                try context.check(identity)
            } catch {
                throw StartError(.dataError, "--tls-cert: libssl does not serve with it: \(error)")
            }
        }
        policy = TLSPolicy(context: context, isRequired: plan.mode == .required)
    }
}
