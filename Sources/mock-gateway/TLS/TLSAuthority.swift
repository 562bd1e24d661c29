internal import Gateway
internal import Logging
internal import OpenSSL

/// The CA of a run, ready before anything listens.
enum TLSAuthority {
    static func prepare(_ plan: TLSPlan, _ logger: Logger) throws -> CertificateAuthority? {
        guard plan.mode != .off, plan.identity == nil else { return nil }
        guard let store = plan.store else {
            logger.notice("the CA is of this run only (GET /__admin/ca.pem): there is no home folder to keep one in")
            return try temporary(plan)
        }
        let authority: CertificateAuthority
        do throws(StartError) {
            authority = try store.loadOrMake(names: plan.names)
        } catch {
            guard error.code == .cannotCreate, !plan.isFolderGiven else { throw error }
            // A container without a home, or a read-only one: https works all the same.
            logger.notice("the CA is of this run only (GET /__admin/ca.pem): \(error.message)")
            return try temporary(plan)
        }
        try check(plan.names, authority, store, label: plan.namesLabel, isFolderGiven: plan.isFolderGiven)
        if authority.certificate.expiration <= AuthorityStore.now {
            logger.warning("the CA in \(store.folder) has expired: run mock-gateway ca --rotate")
        }
        return authority
    }

    private static func temporary(_ plan: TLSPlan) throws -> CertificateAuthority {
        try CertificateAuthority.make(names: AuthorityStore.names(plan.names), now: AuthorityStore.now)
    }

    /// Refuses names that the CA was not made for, with the command that makes one for all of them.
    static func check(
        _ names: [String],
        _ authority: CertificateAuthority,
        _ store: AuthorityStore,
        label: String,
        isFolderGiven: Bool
    ) throws {
        for name in names where try !authority.permits(name, now: AuthorityStore.now) {
            let folder = isFolderGiven ? " --ca-dir \(store.folder)" : ""
            throw StartError(
                .usage,
                "\(label): \(name) is none that the CA in \(store.folder) may sign for; allowed: those it was made for, "
                    + "or a new one by mock-gateway ca --rotate\(folder) --tls-name \(names.joined(separator: ","))"
            )
        }
    }
}
