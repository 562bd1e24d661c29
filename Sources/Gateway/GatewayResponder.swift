package import HTTPMessages
internal import JSON
internal import JWT
internal import Journal
internal import Logging
internal import Policy
internal import Rules

/// Answers the requests of one event loop: a function from a request, the settings and the clocks to an answer.
package final class GatewayResponder {
    let gateway: Gateway
    // What every request asks: by way of the gateway, each question would count two or three references up and down.
    let faults: FaultStore
    let stubs: StubStore
    let revocations: Revocations
    let activity: ActivityMeter
    private let journal: Journal
    private let clock: GatewayClock
    let log: RequestLog
    var routes: RouteFinder
    var policies: PolicyStore.Reader
    var dates = DateFields()
    private var recentPath = RecentPath()
    private var recentTarget = RecentTarget()
    private let record = RequestRecord()
    let tools: EndpointTools
    var verifier: TokenVerifier
    /// The token that came last, and the number of the head that it came in.
    var recentToken: (head: UInt64, token: VerifiedToken)?
    var recentTokenForm = RecentTokenForm()
    let tokenEndpoint: TokenEndpoint
    let authorizationEndpoint: AuthorizationEndpoint
    let control: ControlInterface

    init(_ gateway: Gateway) {
        self.gateway = gateway
        faults = gateway.faults
        stubs = gateway.stubs
        revocations = gateway.revocations
        activity = gateway.activity
        journal = gateway.journal
        routes = RouteFinder(gateway.fixtures)
        clock = gateway.clock
        log = RequestLog(gateway.logger)
        policies = PolicyStore.Reader(gateway.policies)
        verifier = TokenVerifier(key: gateway.key)
        tools = EndpointTools(revocations: gateway.revocations, objects: gateway.objects)
        let issuer = TokenIssuer(signer: TokenSigner(key: gateway.key))
        tokenEndpoint = TokenEndpoint(grants: gateway.grants, revocations: gateway.revocations, issuer: issuer)
        authorizationEndpoint = AuthorizationEndpoint(grants: gateway.grants, issuer: issuer)
        control = ControlInterface(gateway, issuer: issuer)
    }

    package func respond(to request: Request, into response: inout Response) {
        // The time is read once, so that the whole request is judged at one instant.
        let trueNow = clock.trueNow()
        let start = GatewayClock.stopwatch()
        policies.note(trueNow)
        faults.note(trueNow)
        stubs.note(trueNow)
        record.clear()
        route(request, at: trueNow, into: &response, record: record)
        if request.method == .head { dates.appendInstant(to: &response.fields) }
        if !record.isControl {
            let level =
                record.inForce?.journalDetail ?? policies.policy(for: record.client, at: trueNow).journalDetail
            if level != .off { record.detail = RequestDetail(request, level) }
        }
        if record.isControl {
            guard log.isOn else { return }
            let path = record.path ?? SecretMask.path(request.resource)
            return log.write(record, method: request.methodToken, path: path, status: response.status)
        }
        let path = record.path ?? SecretMask.path(request.resource)
        log.write(record, method: request.methodToken, path: path, status: response.status)
        let moment = record.moment ?? policies.global.moment(trueNow: trueNow)
        let target = record.showsQuery ? recentTarget.text(path, query: request.query) : nil
        var entry = JournalEntry(
            record,
            moment,
            method: request.method,
            token: request.methodToken,
            path: path,
            pathAndQuery: target,
            status: response.status,
            bytes: response.body.count,
            nanoseconds: GatewayClock.nanoseconds(since: start)
        )
        if let delivery = response.delivery, !delivery.isImmediate {
            entry.begin(at: start)
            response.receipt = journal.begin(consume entry).rawValue
        } else {
            response.receipt = journal.append(consume entry).rawValue
        }
    }

    /// Says how an answer that was held has ended.
    package func answerEnded(_ receipt: UInt64, _ end: AnswerEnd) {
        journal.end(JournalReceipt(rawValue: receipt), end)
    }

    /// Says that the client has gone without the last bytes of an answer.
    package func answerLost(_ receipt: UInt64, unsentBytes: Int) {
        journal.lose(JournalReceipt(rawValue: receipt), unsentBytes: unsentBytes)
    }

    /// Says that a connection was closed for the sake of all others.
    package func dropped(_ reason: String) { gateway.logger.warning("a connection has been closed: \(reason)") }

    /// Says that a handshake has failed; the log gives a hint if the client does not trust the certificate.
    package func tlsFailed(_ reason: String) {
        let isDistrust =
            reason.contains("unknown ca") || reason.contains("certificate unknown")
            || reason.contains("bad certificate")
        let hint = isDistrust ? "; \(gateway.configuration.distrust)" : ""
        gateway.logger.info("TLS failed: \(reason)\(hint)")
    }

    package func refuse(_ error: RequestError, of line: RequestLine?, into response: inout Response) {
        let start = GatewayClock.stopwatch()
        let path = line?.path ?? []
        let trueNow = clock.trueNow()
        refuse(.malformed(error), of: path.span, at: trueNow, into: &response)
        let told = SecretMask.path(path.span)
        log.write(error, method: line?.method.span.text, path: told)
        guard let line, !line.path.span.isUnder("/__admin") else { return }
        journal.append(
            JournalEntry(
                RequestRecord(),
                policies.global.moment(trueNow: trueNow),
                method: Method(line.method.span),
                token: line.method.span,
                path: told,
                pathAndQuery: nil,
                status: response.status,
                bytes: response.body.count,
                nanoseconds: GatewayClock.nanoseconds(since: start)
            )
        )
    }

    /// Refuses a request that no route has taken.
    ///
    /// The area of its path is judged by its spelling alone, and decides who may read the answer, and by which clock it
    /// is dated.
    func refuse(_ error: APIError, of path: Span<UInt8>, at trueNow: NumericDate, into response: inout Response) {
        let moment = policies.global.moment(trueNow: trueNow)
        let id = tools.nextID()
        let isLogin = Destination.isLogin(Destination.loginPath(path, gateway))
        dates.append(moment, of: isLogin ? .issuer : .gateway, to: &response.fields)
        response.fields.appendCorrelationID(id)
        guard !path.isUnder("/__admin") else {
            response.fields.append(.json)
            return ControlError(error.message, status: error.status).write(to: &response)
        }
        response.fields.append(.api)
        error.write(contextID: id, to: &response)
    }

    private func route(
        _ request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        let path = request.path
        guard request.head.target.form != .authority else {
            return connect(request, at: trueNow, into: &response, record: record)
        }
        guard isForUs(request) else { return refuseHost(request, at: trueNow, into: &response, record: record) }
        if path.count == 0 {
            // `OPTIONS *`, or an absolute target without path, which means `/` (RFC 9110 §4.2.3).
            return routeRoot(request, at: trueNow, into: &response)
        }
        if let known = recentPath.destination(of: path) {
            record.path = recentPath.text
            return route(path, to: known, of: request, at: trueNow, into: &response, record: record)
        }
        switch RequestPath.check(path) {
        case .plain:
            let destination = Destination(path, gateway)
            recentPath.remember(path, destination)
            record.path = recentPath.text
            route(path, to: destination, of: request, at: trueNow, into: &response, record: record)
        case .decoded(let decoded):
            route(
                decoded.span,
                to: Destination(decoded.span, gateway),
                of: request,
                at: trueNow,
                into: &response,
                record: record
            )
        case .refused(let problem):
            record.isControl = path.isUnder("/__admin")
            record.note = "\(problem)"
            refuse(.badRequest("\(problem)"), of: path, at: trueNow, into: &response)
        }
    }

    /// - Parameter path: decoded once, and accepted by `RequestPath`.
    private func route(
        _ path: Span<UInt8>,
        to destination: Destination,
        of request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        let bare = path.extracting(destination.prefixCount..<path.count)
        switch destination.area {
        case .root: return routeRoot(request, at: trueNow, into: &response)
        case .control:
            record.isControl = true
            record.isHealth = path.isEqual(to: "/__admin/health")
            let moment = policies.global.moment(trueNow: trueNow)
            dates.append(moment, of: .gateway, to: &response.fields)
            response.fields.append(.noStore)
            record.note = control.answer(request, path: path, at: trueNow, into: &response)
            return
        case .login, .api, .nowhere: break
        }
        if bare.count < request.path.count { record.route = SecretMask.path(bare) }
        switch destination.area {
        case .login: routeLogin(bare, of: request, at: trueNow, into: &response, record: record)
        case .api: routeAPI(bare, of: request, at: trueNow, into: &response, record: record)
        default: refuse(.notFound, of: path, at: trueNow, into: &response)
        }
    }

    private func routeRoot(_ request: Request, at trueNow: NumericDate, into response: inout Response) {
        let moment = policies.global.moment(trueNow: trueNow)
        dates.append(moment, of: .gateway, to: &response.fields)
        guard request.method == .get || request.method == .head else {
            return refuseMethod(request.method, allowed: [.get], &response)
        }
        response.fields.append(.text)
        response.body.append(contentsOf: FrontPage.text.utf8)
    }

    /// Says which methods a path outside the API has.
    func refuseMethod(_ method: Method, allowed: [Method], _ response: inout Response) {
        guard !response.answerAllowed(allowed, to: method) else { return }
        response.fields.append(.json)
        APIError.methodNotAllowed.write(contextID: tools.nextID(), to: &response)
    }
}
