internal import HTTPMessages
internal import JWT

// Everything below /api.

extension GatewayResponder {
    /// - Parameter path: without the API prefix.
    func routeAPI(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        let id = correlationIDs.next()
        guard !request.isPreflight else {
            begin(&response, scopes.scope(for: nil).moment(trueNow: trueNow), id)
            response.fields.appendPreflight(request)
            response.status = .noContent
            return
        }
        guard path.isUnder("/api/v2") else {
            begin(&response, scopes.scope(for: nil).moment(trueNow: trueNow), id)
            return APIError.notFound.write(contextID: id, to: &response)
        }
        var scope = scopes.scope(for: nil)
        do throws(TokenError) {
            let token = try verifier.verify(try BearerToken.find(in: request))
            record.client = token.claims.client
            record.tokenID = token.claims.id
            scope = scopes.scope(for: record.client)
            let moment = scope.moment(trueNow: trueNow)
            let tolerance = scope.settings.effectiveTolerance
            try ClaimCheck.check(token.claims, at: moment.gatewayNow, tolerance: tolerance)
            begin(&response, moment, id)
            answer(path, request.method, token, moment, id, &response)
        } catch {
            record.tokenError = error
            record.tolerance = scope.settings.effectiveTolerance
            begin(&response, scope.moment(trueNow: trueNow), id)
            refuse(error, tolerance: record.tolerance, into: &response)
        }
    }

    private func begin(_ response: inout Response, _ moment: Moment, _ id: UUID) {
        dates.append(moment, of: .gateway, to: &response.fields)
        response.fields.appendCorrelationID(id)
        response.fields.append(.api)
    }

    /// The payload, whatever the reason; the reason stands beside it (RFC 6750 §3).
    private func refuse(_ error: TokenError, tolerance: Duration, into response: inout Response) {
        response.status = .unauthorized
        response.fields.append(error == .missing ? .challenge : .invalidToken)
        response.fields.append("X-Mock-Gateway-Reason") { error.appendReason(tolerance: tolerance, to: &$0) }
        response.body.append(contentsOf: FixtureSet.unauthorized.utf8)
    }

    private func answer(
        _ path: Span<UInt8>,
        _ method: Method,
        _ token: VerifiedToken,
        _ moment: Moment,
        _ id: UUID,
        _ response: inout Response
    ) {
        switch fixtures.find(method, path) {
        case .route(let route, let captures):
            guard !(route.requiresUser && token.claims.isClientCredentials) else {
                return APIError.notAUser.write(contextID: id, to: &response)
            }
            response.status = route.status
            let values = Template.Values(now: moment.gatewayNow, token: token, path: path, captures: captures)
            route.template.render(values, uuids: &correlationIDs, to: &response.body)
        case .otherMethod(let allowed):
            response.fields.append("Allow", allowed.map { "\($0)" }.joined(separator: ", "))
            if method == .options {
                response.status = .noContent
            } else {
                APIError.methodNotAllowed.write(contextID: id, to: &response)
            }
        case .none:
            APIError.notFound.write(contextID: id, to: &response)
        }
    }
}
