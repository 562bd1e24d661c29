package import HTTPMessages
internal import JSON
internal import JWT
internal import Logging
internal import OpenSSL

/// Answers requests, one loop's worth: a function from a request, the settings and the clocks to an answer.
package final class GatewayResponder {
    let gateway: Gateway
    private let clock: GatewayClock
    let log: RequestLog
    var routes: RouteFinder
    var scopes: ScopeStore.Reader
    var dates = DateFields()
    private var recentPath = RecentText()
    var correlationIDs = UUID.Sequence()
    var verifier: TokenVerifier
    let tokenEndpoint: TokenEndpoint
    let authorizationEndpoint: AuthorizationEndpoint
    let control: ControlInterface

    /// - Parameter key: this loop's own.
    init(_ gateway: Gateway, key: HMACSHA256) {
        self.gateway = gateway
        routes = RouteFinder(gateway.fixtures)
        clock = gateway.clock
        log = RequestLog(gateway.logger)
        scopes = ScopeStore.Reader(gateway.scopes)
        verifier = TokenVerifier(key: key)
        let issuer = TokenIssuer(signer: TokenSigner(key: key))
        tokenEndpoint = TokenEndpoint(grants: gateway.grants, revocations: gateway.revocations, issuer: issuer)
        authorizationEndpoint = AuthorizationEndpoint(grants: gateway.grants, issuer: issuer)
        control = ControlInterface(gateway, issuer: issuer, key: key)
    }

    package func respond(to request: Request, into response: inout Response) {
        // Read once: the whole request is judged at one instant.
        let trueNow = clock.trueNow()
        let start = GatewayClock.stopwatch()
        var record = RequestRecord()
        route(request, trueNow, &response, &record)
        let path = request.place
        log.write(record, method: request.methodToken, path: path, status: response.status)
        guard !record.isControl else { return }
        let text = recentPath.text(of: path)
        let target = record.showsQuery ? JournalTarget.text(text, query: request.query) : nil
        remember(record, response, request.methodToken.text, text, target, trueNow, since: start)
    }

    /// What a client that does not trust the certificate leaves behind is worth a hint.
    package func tlsFailed(_ reason: String) {
        let isDistrust =
            reason.contains("unknown ca") || reason.contains("certificate unknown")
            || reason.contains("bad certificate")
        let hint = isDistrust ? "; the client does not trust the certificate: run mock-gateway ca" : ""
        gateway.logger.info("TLS failed: \(reason)\(hint)")
    }

    package func refuse(_ error: RequestError, of line: RequestLine?, into response: inout Response) {
        let path = line?.path ?? []
        refuse(.malformed(error), path.span, clock.trueNow(), &response)
        log.write(error, line)
        guard let line, !line.path.span.isUnder("/__admin") else { return }
        let text = line.path.span.text
        remember(
            RequestRecord(),
            response,
            line.method.span.text,
            text,
            nil,
            clock.trueNow(),
            since: GatewayClock.stopwatch()
        )
    }

    private func remember(
        _ record: RequestRecord,
        _ response: Response,
        _ method: String,
        _ path: String,
        _ pathAndQuery: String?,
        _ trueNow: NumericDate,
        since start: SuspendingClock.Instant
    ) {
        gateway.journal.append(
            JournalEntry(
                moment: record.moment ?? scopes.global.moment(trueNow: trueNow),
                method: method,
                path: path,
                route: record.route,
                pathAndQuery: pathAndQuery,
                status: response.status.rawValue,
                client: record.client,
                tokenID: record.tokenID,
                verdict: record.verdict,
                error: record.tokenError,
                tolerance: record.tolerance,
                fault: record.fault,
                isStorm: record.isStorm,
                duration: start.duration(to: GatewayClock.stopwatch()) + (response.delivery?.delay ?? .zero),
                bytes: response.body.count
            )
        )
    }

    /// Refuses what got to no route.
    ///
    /// Which area it belongs to is judged by its spelling alone, and decides who may read the answer and on whose clock
    /// it is dated.
    func refuse(_ error: APIError, _ path: Span<UInt8>, _ trueNow: NumericDate, _ response: inout Response) {
        let moment = scopes.global.moment(trueNow: trueNow)
        let id = correlationIDs.next()
        let isLogin = Self.isLogin(path.removingPrefix(gateway.loginPrefix))
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
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        let path = request.path
        guard request.head.target.form != .authority else { return connect(request, trueNow, &response, &record) }
        guard isForUs(request) else { return refuseHost(request, trueNow, &response, &record) }
        if path.count == 0 {
            // `OPTIONS *`, or an absolute target without path, which means `/` (RFC 9110 §4.2.3).
            return routeRoot(request, trueNow, &response)
        }
        switch RequestPath.check(path) {
        case .plain: route(path, request, trueNow, &response, &record)
        case .decoded(let decoded): route(decoded.span, request, trueNow, &response, &record)
        case .refused:
            record.note = "the path has a bad segment or escape"
            refuse(.badRequest("the path has a bad segment or escape"), path, trueNow, &response)
        }
    }

    /// - Parameter path: decoded once, and good.
    private func route(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        if path.count == 1 { return routeRoot(request, trueNow, &response) }
        record.isControl = path.isUnder("/__admin")
        if path.isEqual(to: "/__admin/ca.pem"), let pem = gateway.configuration.authorityPEM {
            return routeAuthority(pem, request, trueNow, &response)
        }
        if record.isControl {
            let moment = scopes.global.moment(trueNow: trueNow)
            dates.append(moment, of: .gateway, to: &response.fields)
            response.fields.append(.json)
            response.fields.append(.noStore)
            record.note = control.answer(request, path, trueNow, &response)
            return
        }
        let login = path.removingPrefix(gateway.loginPrefix)
        let api = path.removingPrefix(gateway.apiPrefix)
        if min(login.count, api.count) < request.path.count {
            record.route = (Self.isLogin(login) ? login : api).text
        }
        if Self.isLogin(login) { return routeLogin(login, request, trueNow, &response, &record) }
        if api.isUnder("/api") { return routeAPI(api, request, trueNow, &response, &record) }
        refuse(.notFound, path, trueNow, &response)
    }

    /// The certificate of the CA, which is no secret: whoever is to trust it may read it.
    private func routeAuthority(
        _ pem: [UInt8],
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response
    ) {
        let moment = scopes.global.moment(trueNow: trueNow)
        dates.append(moment, of: .gateway, to: &response.fields)
        guard request.method == .get || request.method == .head else {
            response.fields.append("Allow", "GET")
            response.fields.append(.json)
            return ControlError.methodNotAllowed(request, allowed: [.get]).write(to: &response)
        }
        response.fields.append("Content-Type", "application/x-pem-file")
        response.body += pem
    }

    private func routeRoot(_ request: Request, _ trueNow: NumericDate, _ response: inout Response) {
        let moment = scopes.global.moment(trueNow: trueNow)
        dates.append(moment, of: .gateway, to: &response.fields)
        switch request.method {
        case .get, .head:
            response.fields.append(.text)
            response.body.append(contentsOf: FrontPage.text.utf8)
        case .options:
            response.status = .noContent
            response.fields.append("Allow", "GET, HEAD, OPTIONS")
        default:
            response.fields.append("Allow", "GET, HEAD, OPTIONS")
            response.fields.append(.json)
            APIError.methodNotAllowed.write(contextID: correlationIDs.next(), to: &response)
        }
    }
}
