internal import Gateway
internal import JWT
internal import Logging
package import OpenSSL
internal import Policy

/// The CA of a run, ready before anything listens.
package enum TLSAuthority {
    static func prepare(_ plan: TLSPlan, _ logger: Logger) throws -> LocalAuthority? {
        guard plan.mode != .off, plan.identity == nil else { return nil }
        guard let store = plan.store else {
            logger.info("the CA is of this run only (GET /__admin/ca.pem): there is no home folder to keep one in")
            return try LocalAuthority(temporary(plan))
        }
        // Only the whole CA tells whether it may sign for more names than usual.
        if plan.names.isEmpty, let known = store.known() {
            warnOfValidity(of: known, in: store, plan: plan, logger: logger)
            return known
        }
        let authority: CertificateAuthority
        do throws(StartError) {
            authority = try store.loadOrMake(names: plan.names)
        } catch {
            guard error.code == .cannotCreate, !plan.isFolderGiven else { throw error }
            // In a container without a home, or a read-only one, https works all the same, and nothing is wrong.
            logger.info("the CA is of this run only (GET /__admin/ca.pem): no folder of this user's can hold one")
            logger.debug("\(error.message)")
            return try LocalAuthority(temporary(plan))
        }
        try check(plan.names, by: authority, in: store, label: plan.namesLabel, isFolderGiven: plan.isFolderGiven)
        let local = try LocalAuthority(authority)
        warnOfValidity(of: local, in: store, plan: plan, logger: logger)
        return local
    }

    private static func warnOfValidity(
        of authority: LocalAuthority,
        in store: AuthorityStore,
        plan: TLSPlan,
        logger: Logger
    ) {
        guard
            let warning = validityWarning(
                from: authority.start,
                to: authority.expiration,
                in: store,
                isFolderGiven: plan.isFolderGiven
            )
        else { return }
        logger.warning("\(warning)")
    }

    /// Does what no start has to wait for: reads the CA, warns of regions that it cannot sign for, and notes for the next
    /// start that it is good.
    static func finish(_ authority: LocalAuthority, plan: TLSPlan, logger: Logger) {
        do {
            let whole = try authority.withKey()
            guard let store = plan.store else { return }
            if let warning = try regionWarning(of: whole, in: store, isFolderGiven: plan.isFolderGiven) {
                logger.warning("\(warning)")
            }
            if store.known() == nil { store.note() }
        } catch {
            logger.error("the CA cannot be used: \((error as? StartError)?.message ?? "\(error)")")
        }
    }

    /// What keeps clients from being served with this CA, and the command that repairs it.
    package static func warnings(
        of authority: CertificateAuthority,
        in store: AuthorityStore,
        isFolderGiven: Bool
    ) throws -> [String] {
        [
            validityWarning(
                from: authority.certificate.start,
                to: authority.certificate.expiration,
                in: store,
                isFolderGiven: isFolderGiven
            ),
            try regionWarning(of: authority, in: store, isFolderGiven: isFolderGiven),
        ].compactMap { $0 }
    }

    private static func validityWarning(
        from start: Int,
        to expiration: Int,
        in store: AuthorityStore,
        isFolderGiven: Bool
    ) -> String? {
        problem(from: start, to: expiration, at: AuthorityStore.now).map {
            "the CA in \(store.folder) \($0): \(rotation(store, isFolderGiven: isFolderGiven))"
        }
    }

    private static func regionWarning(
        of authority: CertificateAuthority,
        in store: AuthorityStore,
        isFolderGiven: Bool
    ) throws -> String? {
        let now = AuthorityStore.now
        // One certificate for all regions is tried first; mostly all is well.
        guard try !authority.permits(ServedNames.regions, now: now) else { return nil }
        let missing = try ServedNames.regions.filter { try !authority.permits([$0], now: now) }
        let list = missing.joined(separator: ", ")
        return "the CA in \(store.folder) was made before \(list) was served, and cannot sign for it: "
            + rotation(store, isFolderGiven: isFolderGiven)
    }

    private static func rotation(_ store: AuthorityStore, isFolderGiven: Bool) -> String {
        "run mock-gateway ca --rotate" + (isFolderGiven ? " --ca-dir \(store.folder)" : "")
    }

    /// Why no client can trust it; nil if nothing is wrong.
    static func problem(from start: Int, to expiration: Int, at now: Int) -> String? {
        if expiration <= now { return "has expired" }
        guard start > now else { return nil }
        return "is not valid before \(RFC3339.text(NumericDate(seconds: start))) by this machine's clock"
    }

    private static func temporary(_ plan: TLSPlan) throws -> CertificateAuthority {
        try CertificateAuthority.make(names: AuthorityStore.names(plan.names), now: AuthorityStore.now)
    }

    /// Refuses names that the CA was not made for, with the command that makes one for all of them.
    package static func check(
        _ names: [String],
        by authority: CertificateAuthority,
        in store: AuthorityStore,
        label: String,
        isFolderGiven: Bool
    ) throws {
        for name in names where try !authority.permits([name], now: AuthorityStore.now) {
            let folder = isFolderGiven ? " --ca-dir \(store.folder)" : ""
            throw StartError(
                .usage,
                "\(label): \(name) is none that the CA in \(store.folder) may sign for; allowed: those it was made for, "
                    + "or a new one by mock-gateway ca --rotate\(folder) --tls-name \(names.joined(separator: ","))"
            )
        }
    }
}
