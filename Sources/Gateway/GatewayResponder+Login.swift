internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// Everything below /oauth, and /logout: the issuer's side.

extension GatewayResponder {
    private static let loginRoutes = RouteTree<LoginRoute>([
        .init(.post, ["oauth", "token"]) { responder, exchange, response, record throws(OAuthError) in
            try responder.grantToken(exchange, into: &response, record: record)
        },
        .init(.get, ["oauth", "authorize"]) { responder, exchange, response, record throws(OAuthError) in
            try responder.authorize(exchange, into: &response, record: record)
        },
        .init(.post, ["oauth", "authorize"]) { responder, exchange, response, record throws(OAuthError) in
            try responder.authorize(exchange, into: &response, record: record)
        },
        .init(.get, ["logout"]) { responder, exchange, response, record throws(OAuthError) in
            try responder.logOut(exchange, into: &response, record: record)
        },
    ])

    /// - Parameter path: without the login prefix.
    func routeLogin(
        _ path: Span<UInt8>,
        of request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        if policies.global.allowsCredentials {
            response.fields.appendCredentialedCORS(request)
        } else {
            response.fields.append(.cors)
        }
        if request.isPreflight {
            response.fields.appendPreflight(request)
            response.status = .noContent
        } else {
            answer(LoginExchange(request, path: path, trueNow: trueNow), into: &response, record: record)
        }
        let moment = record.moment ?? policies.policy(for: record.client, at: trueNow).moment(trueNow: trueNow)
        record.moment = moment
        dates.append(moment, of: .issuer, to: &response.fields)
    }

    private func answer(_ exchange: borrowing LoginExchange, into response: inout Response, record: RequestRecord) {
        do throws(OAuthError) {
            switch Self.loginRoutes.find(exchange.request.method, exchange.path) {
            case .route(let route, _): try route.answer(self, exchange, &response, record)
            case .otherMethod(let allowed): refuseMethod(exchange.request.method, allowed: allowed, &response)
            case .none:
                if try strike(exchange, into: &response, record: record) { return }
                response.fields.append(.json)
                APIError.notFound.write(contextID: tools.nextID(), to: &response)
            }
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            response.fields.append(.json)
            error.write(to: &response)
        }
    }
}
