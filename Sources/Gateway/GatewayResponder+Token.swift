internal import HTTPMessages
internal import JSON
internal import JWT

// `POST /oauth/token`.

extension GatewayResponder {
    func grantToken(
        _ call: borrowing LoginCall,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) throws(OAuthError) {
        response.fields.append(.noStore)
        let reading: Result<TokenRequest, OAuthError>
        do throws(OAuthError) {
            let tokenRequest = try TokenRequest(call.request, scopes: &scopes, trueNow: call.trueNow)
            record.client = tokenRequest.clientID
            reading = .success(tokenRequest)
        } catch {
            reading = .failure(error)
        }
        if try strike(call, &response, &record) { return }
        let tokenRequest = try reading.get()
        try tokenRequest.authenticate(refusesUnknown: gateway.configuration.refusesUnknownClients)
        let answer = try grant(tokenRequest, call.trueNow, &record)
        response.fields.append(.json)
        JSONWriter.append(answer, to: &response.body)
    }

    private func grant(
        _ request: TokenRequest,
        _ trueNow: NumericDate,
        _ record: inout RequestRecord
    ) throws(OAuthError) -> JSONValue {
        let client = request.clientID
        let isRefresh = request.grantType == .refreshToken
        let scope = scopes.scope(for: client, at: trueNow).scope
        gateway.activity.noteTokenRequest(client, at: trueNow)
        if isRefresh, let limit = scope.settings.stormLimit, gateway.activity.exceeds(client, limit, at: trueNow) {
            record.isStorm = true
            throw .rateLimitExceeded
        }
        let answer = try tokenEndpoint.answer(
            request,
            scope: scope,
            moment: scope.moment(trueNow: trueNow),
            tokenID: &record.tokenID
        )
        let storm = gateway.activity.noteGrant(client, isRefresh: isRefresh, at: trueNow)
        if storm.begins { log.warnOfStorm(client) }
        record.isStorm = storm.isOn
        return answer
    }
}
