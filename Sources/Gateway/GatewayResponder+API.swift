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
        if request.method == .options, request.value(of: .accessControlRequestMethod) != nil {
            let moment = scopes.scope(for: nil).moment(trueNow: trueNow)
            appendAPIFields(moment, id, to: &response.fields)
            fields.appendPreflight(request, to: &response.fields)
            response.status = .noContent
            return
        }
        guard path.isUnder("/api/v2") else {
            let moment = scopes.scope(for: nil).moment(trueNow: trueNow)
            appendAPIFields(moment, id, to: &response.fields)
            fields.appendJSON(to: &response.fields)
            return APIError.notFound.write(contextID: id, to: &response)
        }
        let checked = bearerCheck.check(request, scopes: &scopes, trueNow: trueNow)
        let moment = checked.scope.moment(trueNow: trueNow)
        appendAPIFields(moment, id, to: &response.fields)
        fields.appendJSON(to: &response.fields)
        record.client = checked.token?.claims.client
        if let error = checked.error {
            record.tokenError = error
            record.tolerance = checked.scope.settings.effectiveTolerance
            return refuse(error, tolerance: record.tolerance, into: &response)
        }
        guard let claims = checked.token?.claims else { return }
        answer(path, request.method, claims, moment, id, &response)
    }

    private func appendAPIFields(_ moment: Moment, _ id: UUID, to block: inout FieldBlock) {
        fields.appendDate(moment, of: .gateway, to: &block)
        fields.appendCorrelationID(id, to: &block)
        block.append(AnswerFields.apiCacheControl)
        fields.appendCORS(to: &block)
    }

    /// The payload, whatever the reason; the reason stands beside it (RFC 6750 §3).
    private func refuse(_ error: TokenError, tolerance: Duration, into response: inout Response) {
        response.status = .unauthorized
        if error == .missing {
            response.fields.append("WWW-Authenticate", #"Bearer realm="mock-gateway""#)
        } else {
            response.fields.append(
                "WWW-Authenticate",
                #"Bearer realm="mock-gateway", error="invalid_token", error_description="Token expired or invalid""#
            )
        }
        response.fields.append("X-Mock-Gateway-Reason") { error.appendReason(tolerance: tolerance, to: &$0) }
        response.body.append(contentsOf: FixtureSet.unauthorized.utf8)
    }

    private func answer(
        _ path: Span<UInt8>,
        _ method: Method,
        _ claims: Claims,
        _ moment: Moment,
        _ id: UUID,
        _ response: inout Response
    ) {
        switch gateway.configuration.fixtures.tree.find(method, path) {
        case .route(let route, let captures):
            guard !(route.requiresUser && claims.isClientCredentials) else {
                return APIError.notAUser.write(contextID: id, to: &response)
            }
            response.status = route.fixture.status
            let values = Template.Values(
                now: moment.gatewayNow,
                client: claims.client ?? "",
                path: path,
                captures: captures
            )
            route.fixture.template.render(values, uuids: &correlationIDs, to: &response.body)
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
