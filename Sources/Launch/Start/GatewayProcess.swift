internal import CLinux
internal import Gateway
internal import Glibc
internal import HTTPMessages
internal import HTTPServer
internal import JWT
internal import Logging
internal import OpenSSL
internal import Policy
internal import System

extension GatewayResponder: Responder {}

/// One run of the gateway, from listening to the last answer.
package struct GatewayProcess {
    private static let shutdownTime = Duration.seconds(5)
    /// In milliseconds; while the process waits for its output, it takes no signal.
    private static let outputPatience: Int32 = 1000

    /// How long the first requests of a start may take to come, in milliseconds.
    private static let firstRequests: Int32 = 1000

    private let plan: ServePlan
    private let ignoredVariables: [String]
    private let supervisor: Supervisor?

    package init(_ plan: ServePlan, ignoredVariables: [String], supervisor: Supervisor? = nil) {
        self.plan = plan
        self.ignoredVariables = ignoredVariables
        self.supervisor = supervisor
    }

    /// Runs the gateway, and never returns: the process ends with it.
    package func run() throws {
        let parentWatch = try plan.parent.map { rule throws(StartError) in try ParentWatch(rule) }
        let signals = Signals(supervisor: supervisor)
        let readyFile = try plan.readyFile.map { path throws(StartError) in try ReadyFile(path: path) }
        do {
            try parentWatch?.start()
            try supervisor?.watch()
            try serve(readyFile, signals)
        } catch {
            readyFile?.abandon()
            throw (error as? StartError) ?? StartError(.systemError, "cannot start: \(error)")
        }
    }

    private func serve(_ readyFile: ReadyFile?, _ signals: Signals) throws {
        let (level, formatter) = (plan.logLevel, LineFormatter(format: plan.logFormat, style: plan.logStyle))
        let sink = try LogSink(formatter: formatter)
        let sinkThread = try sink.start()
        let logger = Logger(label: "mock-gateway") { _ in
            LineLogHandler(level: level, formatter: formatter, sink: sink)
        }
        let authority = try TLSAuthority.prepare(plan.tls, logger)
        let endpoint = try ListeningEndpoint(host: plan.host, port: plan.port)
        readyFile?.removeOld()
        logSurroundings(logger)
        if !endpoint.unreachableHosts.isEmpty {
            logger.notice("listening on all addresses: \(endpoint.unreachableHosts.joined(separator: " and "))")
        }

        var configuration = plan.configuration
        let tls = try TLSSetup(plan.tls, authority: authority, hosts: endpoint.bareHosts)
        configuration.servedNames = ServedNames(others: plan.tls.names + endpoint.bareHosts)
        configuration.tunnelNames = tls.names
        configuration.acceptsTunnels = tls.policy != nil
        configuration.authorityPEM = tls.authorityPEM
        if let authority,
            let problem = TLSAuthority.problem(
                from: authority.start,
                to: authority.expiration,
                at: AuthorityStore.now
            )
        {
            configuration.distrust = "the CA \(problem): run mock-gateway ca --rotate"
        }
        let isGuarded = plan.adminToken != nil || !endpoint.isLoopback
        let generatedToken = isGuarded && plan.adminToken == nil ? Base64URL.encode(RandomBytes.make(24)) : nil
        if let token = plan.adminToken ?? generatedToken {
            configuration.controlAccess = .token(token)
        } else {
            configuration.controlAccess = .hosts(ControlAccess.loopbackHosts + endpoint.hosts)
        }
        let gateway = Gateway(configuration, logger: logger)
        logDefinition(gateway, logger)
        var responders: [GatewayResponder] = []
        for _ in 0..<plan.eventLoops { responders.append(gateway.responder()) }
        let server = try Server(
            listeners: endpoint.listeners,
            loops: plan.eventLoops,
            limits: plan.limits,
            tls: tls.policy
        ) {
            responders.removeLast()
        }

        // Before anybody is told: from then on the process has as many descriptors as it will have without a client.
        let pause = try? Pause()
        let url = endpoint.url(scheme: plan.tls.mode == .required ? "https" : "http")
        try readyFile?.publish(url: url, host: endpoint.reachableHost, port: endpoint.port)
        supervisor?.report(
            SupervisorReport(
                url: url,
                adminToken: plan.adminToken ?? generatedToken,
                authorityPEM: tls.authorityPEM
            )
        )
        do throws(StartError) {
            try StandardStreams.writeOutput("mock-gateway listening on \(url)\n", patience: Self.outputPatience)
            if let generatedToken {
                try StandardStreams.writeOutput("admin token: \(generatedToken)\n", patience: Self.outputPatience)
            }
        } catch {
            // It serves all the same: others may know the port, which the ready file has told.
            logger.warning("\(error.message)")
        }

        let warmUp = try? WorkerThread {
            // This thread comes after requests: on Linux each thread has its own priority.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            if let authority { TLSAuthority.finish(authority, plan: plan.tls, logger: logger) }
            tls.warmUp()
            // Most of the code of the start is never run again: 8 of 13 MB of an idle gateway. The first requests come
            // before that, since they need code that no later one does.
            if pause?.wait(milliseconds: Self.firstRequests) ?? true { release_startup_code() }
        }
        while signals.wait() == .reload { reload(gateway, logger) }
        // This is on another thread, so that a second signal finds a thread that waits for it.
        let leave: @Sendable () -> Void = {
            server.shutDown(within: Self.shutdownTime)
            let tally = server.limitTally
            if tally != LimitTally() {
                logger.notice(
                    """
                    at the limit of \(plan.limits.connections) connections, \(tally.endedForOthers) made room and \
                    \(tally.turnedAway) were closed at once
                    """
                )
            }
            readyFile?.remove()
            // Leaving takes libcrypto down, so no thread may be using it.
            pause?.end()
            warmUp?.join()
            sink.close()
            sinkThread.join()
            exit(0)
        }
        if (try? WorkerThread(leave)) == nil { leave() }
        while signals.wait() == .reload {}
        _exit(1)
    }

    private func reload(_ gateway: Gateway, _ logger: Logger) {
        gateway.reload { result in
            switch result {
            case .success(let summary):
                let ignored = summary.ignored.joined(separator: ", ")
                logger.notice(
                    "read again: \(summary.fixtures) fixtures, \(summary.clients) clients, \(summary.faults) faults"
                )
                logDefinition(gateway, logger)
                if !ignored.isEmpty { logger.warning("these changes wait for the next start: \(ignored)") }
            case .failure(let error):
                logger.error("nothing has been changed: \(error.message)")
            }
        }
    }

    /// Says how much of it there is, and what is passed over, though not all if that is much.
    private func logDefinition(_ gateway: Gateway, _ logger: Logger) {
        guard let (operations, warnings) = gateway.definitionSummary else { return }
        logger.notice("the definition has \(operations) operations")
        for warning in warnings.prefix(Self.shownWarnings) { logger.warning("the definition: \(warning)") }
        let rest = warnings.count - Self.shownWarnings
        if rest > 0 { logger.warning("the definition: \(rest) more; mock-gateway definition FILE names all") }
    }

    private static let shownWarnings = 10

    private func logSurroundings(_ logger: Logger) {
        if !ignoredVariables.isEmpty {
            logger.notice(
                "ignored, since Kubernetes sets them for a service: \(ignoredVariables.joined(separator: ", "))"
            )
        }
        for warning in plan.secrets.warnings { logger.warning("\(warning)") }
        let descriptors = DescriptorLimit.raise()
        if descriptors < plan.limits.connections + 64 {
            logger.warning(
                "only \(descriptors) open files are allowed (ulimit -n), too few for \(plan.limits.connections) connections"
            )
        }
    }
}
