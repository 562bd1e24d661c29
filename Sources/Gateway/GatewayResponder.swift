package import HTTPMessages
internal import JSON
internal import JWT
internal import Logging
internal import OpenSSL

/// Answers requests, one loop's worth: a function from a request, the settings and the clocks to an answer.
package final class GatewayResponder {
    let gateway: Gateway
    let fixtures: FixtureTree
    private let clock: GatewayClock
    private let log: RequestLog
    var scopes: ScopeStore.Reader
    var dates = DateFields()
    var correlationIDs = UUID.Sequence()
    var bearerCheck: BearerCheck
    let tokenEndpoint: TokenEndpoint
    let control: ControlInterface

    init(_ gateway: Gateway) throws(HMACSHA256.Failure) {
        self.gateway = gateway
        fixtures = gateway.configuration.fixtures.tree
        clock = gateway.clock
        log = RequestLog(gateway.logger)
        scopes = ScopeStore.Reader(gateway.scopes)
        bearerCheck = BearerCheck(verifier: try gateway.verifier())
        tokenEndpoint = TokenEndpoint(grants: gateway.grants, issuer: TokenIssuer(signer: try gateway.signer()))
        control = try ControlInterface(gateway)
    }

    package func respond(to request: Request, into response: inout Response) {
        // Read once: the whole request is judged at one instant.
        let trueNow = clock.trueNow()
        var record = RequestRecord()
        route(request, trueNow, &response, &record)
        let path = request.path.count > 0 ? request.path : request.target
        log.write(record, method: request.methodToken, path: path, status: response.status)
    }

    package func refuse(_ error: RequestError, into response: inout Response) {
        let moment = scopes.scope(for: nil).moment(trueNow: clock.trueNow())
        write(.badRequest("\(error)", status: error.status), moment, into: &response)
        log.write(error)
    }

    private func route(
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        guard request.head.target.form != .authority else {
            record.note = "this is no proxy"
            return write(
                .badRequest("CONNECT is not implemented", status: .notImplemented),
                trueNow,
                into: &response
            )
        }
        let path = request.path
        if path.count == 0 {
            // `OPTIONS *`, or an absolute target without path, which means `/` (RFC 9110 §4.2.3).
            return routeRoot(request, trueNow, &response)
        }
        switch RequestPath.check(path) {
        case .plain: route(path, request, trueNow, &response, &record)
        case .decoded(let decoded): route(decoded.span, request, trueNow, &response, &record)
        case .refused:
            record.note = "the path has a bad segment or escape"
            write(.badRequest("the path has a bad segment or escape"), trueNow, into: &response)
            // Which area the path belongs to is just what cannot be told; its spelling decides who may read this.
            if !path.isUnder("/__admin") { response.fields.append(.cors) }
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
        if path.isUnder("/__admin") {
            let moment = scopes.scope(for: nil).moment(trueNow: trueNow)
            dates.append(moment, of: .gateway, to: &response.fields)
            response.fields.append(.json)
            response.fields.append(.noStore)
            record.note = control.answer(request, path, moment, &response)
            return
        }
        let login = path.removingPrefix(gateway.loginPrefix)
        if login.isUnder("/oauth") { return routeLogin(login, request, trueNow, &response, &record) }
        let api = path.removingPrefix(gateway.apiPrefix)
        if api.isUnder("/api") { return routeAPI(api, request, trueNow, &response, &record) }
        write(.notFound, trueNow, into: &response)
    }

    private func routeRoot(_ request: Request, _ trueNow: NumericDate, _ response: inout Response) {
        let moment = scopes.scope(for: nil).moment(trueNow: trueNow)
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

    /// An error outside the API and the login host, in the API's shape.
    func write(_ error: APIError, _ trueNow: NumericDate, into response: inout Response) {
        write(error, scopes.scope(for: nil).moment(trueNow: trueNow), into: &response)
    }

    func write(_ error: APIError, _ moment: Moment, into response: inout Response) {
        let id = correlationIDs.next()
        dates.append(moment, of: .gateway, to: &response.fields)
        response.fields.appendCorrelationID(id)
        response.fields.append(.json)
        error.write(contextID: id, to: &response)
    }
}
