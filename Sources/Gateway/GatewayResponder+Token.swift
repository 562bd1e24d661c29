internal import HTTPMessages
internal import JWT
internal import Policy

// `POST /oauth/token`.

extension GatewayResponder {
    func grantToken(
        _ exchange: borrowing LoginExchange,
        _ response: inout Response,
        _ record: RequestRecord
    ) throws(OAuthError) {
        response.fields.append(.noStore)
        let reading: Result<TokenRequest, OAuthError>
        do throws(OAuthError) {
            let form = try recentTokenForm.form(of: exchange.request)
            let tokenRequest = TokenRequest(form, policies: &policies, trueNow: exchange.trueNow)
            record.client = tokenRequest.clientID
            reading = .success(tokenRequest)
        } catch {
            reading = .failure(error)
        }
        var change: TokenAnswerChange?
        if try strike(exchange, &response, record, &change) { return }
        let tokenRequest = try reading.get()
        try tokenRequest.authenticate(refusesUnknown: gateway.configuration.refusesUnknownClients)
        try grant(tokenRequest, exchange.trueNow, &response, record)
        change?.apply(to: &response.body)
        response.fields.append(.json)
    }

    private func grant(
        _ request: TokenRequest,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: RequestRecord
    ) throws(OAuthError) {
        let client = request.clientID
        let isRefresh = request.grantType == .refreshToken
        let policy = policies.policy(for: client, at: trueNow)
        let moment = policy.moment(trueNow: trueNow)
        record.moment = moment
        do throws(OAuthError) {
            if let limit = policy.settings.stormLimit,
                gateway.activity.exceeds(client, limit, at: trueNow)
            {
                record.isStorm = true
                throw .rateLimitExceeded
            }
            let claims = try tokenEndpoint.answer(request, policy: policy, moment: moment, to: &response.body)
            record.tokenID = claims.id
            record.times = claims.times
        } catch {
            gateway.activity.noteFailedTokenRequest(client, at: trueNow)
            throw error
        }
        noteGrant(client, isRefresh: isRefresh, trueNow, record)
    }

    /// Notes that a token has been given out.
    func noteGrant(_ client: String, isRefresh: Bool, _ trueNow: NumericDate, _ record: RequestRecord) {
        let storm = gateway.activity.noteGrant(client, isRefresh: isRefresh, at: trueNow)
        if storm.begins {
            log.warnOfStorm(client, isRefresh: isRefresh)
            gateway.events.noteStorm(client, isRefresh: isRefresh, at: trueNow)
        }
        record.isStorm = storm.isOn
    }
}
