internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// What faults do to answers; all requests that a fault may strike pass through here.

extension GatewayResponder {
    /// The fault that strikes a request, if one does; it is recorded, and the response gets its delivery.
    func strike(
        _ method: Method,
        _ path: Span<UInt8>,
        at moment: Moment,
        into response: inout Response,
        record: RequestRecord
    ) -> FaultStrike? {
        // Nearly always there is no fault; then the client is not even taken out of the record.
        guard !faults.isEmpty,
            let strike = faults.strike(method, path, client: record.client, at: moment)
        else { return nil }
        record.fault = strike.name
        response.delivery = strike.delivery
        switch strike.replacement {
        case nil, .variant: break
        case .oauth, .status: record.answer = .fault
        }
        return strike
    }

    // MARK: The API

    /// Writes the answer that a fault has in place of the usual one.
    ///
    /// - Returns: false if it has none, or only chooses another fixture.
    func replace(
        _ strike: FaultStrike,
        for exchange: borrowing Exchange,
        into response: inout Response,
        record: RequestRecord
    ) -> Bool {
        switch strike.replacement {
        case nil, .variant: return false
        case .oauth(let error):
            error.write(to: &response)
        case .status(.unauthorized, _, _):
            if let client = record.client { record.isStorm = activity.noteRefusal(client) }
            record.verdict = .refused
            strike.writePayload(to: &response)
        case .status(let status, let retryAfter, let permissions):
            response.appendRetry(
                status,
                after: retryAfter,
                limit: exchange.policy.rateLimit,
                at: exchange.moment.gatewayNow
            )
            if answer(status, to: exchange, into: &response) { break }
            APIError.standard(status, retryAfter: retryAfter, permissions: permissions)
                .write(contextID: exchange.correlationID, to: &response)
        }
        record.refusal = nil
        return true
    }

    /// Lets the endpoint that was asked for answer with a status, if it has its own answer for that.
    private func answer(_ status: Status, to exchange: borrowing Exchange, into response: inout Response) -> Bool {
        guard case .route(let route, let captures) = routes.find(exchange.request.method, exchange.path) else {
            return false
        }
        let place = EndpointPlace(captures: captures, variant: nil, tools: tools)
        return route.endpoint.answer(status, exchange, at: place, into: &response)
            || route.operation?.answer(status, exchange, at: place, into: &response) ?? false
    }

    // MARK: The login side

    /// Lets the faults strike the request before it has any effect.
    ///
    /// - Returns: whether one has answered it.
    func strike(
        _ exchange: borrowing LoginExchange,
        into response: inout Response,
        record: RequestRecord
    ) throws(OAuthError) -> Bool {
        var change: TokenAnswerChange?
        return try strike(exchange, into: &response, record: record, change: &change)
    }

    /// - Parameter change: what a fault changes in a good answer of the token endpoint.
    func strike(
        _ exchange: borrowing LoginExchange,
        into response: inout Response,
        record: RequestRecord,
        change: inout TokenAnswerChange?
    ) throws(OAuthError) -> Bool {
        // Without a fault, nobody needs the policy yet.
        guard !faults.isEmpty else { return false }
        let policy = policies.policy(for: record.client, at: exchange.trueNow)
        let moment = policy.moment(trueNow: exchange.trueNow)
        guard let strike = strike(exchange.request.method, exchange.path, at: moment, into: &response, record: record)
        else {
            return false
        }
        change = strike.tokenAnswer
        switch strike.replacement {
        case nil, .variant: return false
        case .oauth(let error): throw error
        case .status(let status, let retryAfter, let permissions):
            response.appendRetry(status, after: retryAfter, limit: policy.rateLimit, at: moment.gatewayNow)
            response.fields.append(.json)
            APIError.standard(status, retryAfter: retryAfter, permissions: permissions)
                .write(contextID: tools.nextID(), to: &response)
            return true
        }
    }
}
