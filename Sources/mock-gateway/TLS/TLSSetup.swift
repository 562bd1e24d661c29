internal import Gateway
internal import HTTPServer
internal import Logging
internal import OpenSSL

/// TLS, ready to serve.
struct TLSSetup: Sendable {
    /// Nil with `--tls off`.
    let policy: TLSPolicy?
    /// To hand out; nil where the certificate is the user's own.
    let authorityPEM: [UInt8]?

    init(_ plan: TLSPlan, served: ServedNames, logger: Logger) throws {
        guard plan.mode != .off else {
            policy = nil
            authorityPEM = nil
            return
        }
        let provider: any TLSIdentityProvider
        if let identity = plan.identity {
            provider = OwnIdentity(identity)
            authorityPEM = nil
        } else {
            let authority = try Self.authority(plan, logger)
            provider = try LocalIdentities(
                authority,
                served: served,
                addresses: plan.names.filter(HostName.isAddress)
            )
            authorityPEM = try authority.certificate.pem()
        }
        policy = TLSPolicy(context: try TLSContext(provider), isRequired: plan.mode == .required)
    }

    private static func authority(_ plan: TLSPlan, _ logger: Logger) throws -> CertificateAuthority {
        let authority: CertificateAuthority
        do throws(StartError) {
            authority = try plan.folder.loadOrMake(names: plan.names)
        } catch {
            guard error.code == .cannotCreate, !plan.isFolderGiven else { throw error }
            // A container without a home, or a read-only one: https works all the same, by a CA of this run only.
            logger.notice("the CA is of this run only (GET /__admin/ca.pem): \(error.message)")
            return try CertificateAuthority.make(names: AuthorityStore.names(plan.names), now: AuthorityStore.now)
        }
        for name in plan.names where try !authority.permits(name, now: AuthorityStore.now) {
            throw StartError(
                .usage,
                "--tls-name: \(name) is none that the CA in \(plan.folder.folder) may sign for; "
                    + "allowed: those it was made for, or a new one by mock-gateway ca --rotate --tls-name \(name)"
            )
        }
        if authority.certificate.expiration <= AuthorityStore.now {
            logger.warning("the CA in \(plan.folder.folder) has expired: run mock-gateway ca --rotate")
        }
        return authority
    }
}
