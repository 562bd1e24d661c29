internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// `POST /oauth/token`.

extension GatewayResponder {
    func grantToken(
        _ exchange: borrowing LoginExchange,
        into response: inout Response,
        record: RequestRecord
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
        if try strike(exchange, into: &response, record: record, change: &change) { return }
        let tokenRequest = try reading.get()
        try tokenRequest.authenticate(refusesUnknown: gateway.configuration.refusesUnknownClients)
        try grant(tokenRequest, at: exchange.trueNow, into: &response, record: record)
        change?.apply(to: &response.body)
        response.fields.append(.json)
    }

    private func grant(
        _ request: TokenRequest,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) throws(OAuthError) {
        let client = request.clientID
        let isRefresh = request.grantType == .refreshToken
        let policy = policies.policy(for: client, at: trueNow)
        let moment = policy.moment(trueNow: trueNow)
        record.moment = moment
        do throws(OAuthError) {
            if let limit = policy.settings.stormLimit,
                activity.exceeds(client, limit, at: trueNow)
            {
                record.isStorm = true
                throw .rateLimitExceeded
            }
            let claims = try tokenEndpoint.answer(request, policy: policy, moment: moment, to: &response.body)
            record.issued = (claims.id, claims.times)
        } catch {
            activity.noteFailedTokenRequest(client, at: trueNow)
            throw error
        }
        noteGrant(client, isRefresh: isRefresh, at: trueNow, record: record)
    }

    /// Notes that a token has been given out.
    func noteGrant(_ client: String, isRefresh: Bool, at trueNow: NumericDate, record: RequestRecord) {
        let storm = activity.noteGrant(client, isRefresh: isRefresh, at: trueNow)
        if storm.begins {
            log.warnOfStorm(client, isRefresh: isRefresh)
            gateway.events.noteStorm(client, isRefresh: isRefresh, at: trueNow)
        }
        record.isStorm = storm.isOn
    }
}
