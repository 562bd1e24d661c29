internal import Definition
internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// Everything below /api.

extension GatewayResponder {
    /// - Parameter path: without the API prefix.
    func routeAPI(
        _ path: Span<UInt8>,
        of request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        let id = tools.nextID()
        record.showsQuery = true
        guard !request.isPreflight else {
            begin(&response, at: policies.global.moment(trueNow: trueNow), by: policies.global, of: request, id: id)
            response.fields.appendPreflight(request)
            response.status = .noContent
            return
        }
        var token: VerifiedToken?
        do throws(TokenError) {
            token = try bearer(request)
        } catch {
            record.refusal = TokenRefusal(error)
        }
        let client = token?.claims.client
        record.token = token
        record.client = client
        let inForce = policies.policy(for: client, at: trueNow)
        record.inForce = inForce
        if inForce.hasNodes {
            let settings = inForce.settings
            record.node = gateway.nodes.pick(settings, client: client, connection: request.connection)
        }
        let moment = inForce.moment(trueNow: trueNow, node: record.node)
        record.moment = moment
        begin(&response, at: moment, by: inForce, of: request, id: id)
        let exchange = Exchange(
            request,
            path: path,
            policy: inForce,
            moment: moment,
            token: token,
            correlationID: id
        )
        let strike = strike(request.method, path, at: moment, into: &response, record: record)
        if let strike, replace(strike, for: exchange, into: &response, record: record) { return }
        guard path.isUnder("/api/v2") else {
            record.refusal = nil
            return APIError.notFound.write(contextID: id, to: &response)
        }
        let isGood = accepts(exchange, record)
        guard isGood || isOpen(exchange) else { return refuse(exchange, into: &response, record: record) }
        if !isGood { record.refusal = nil }
        if isLimited(exchange, into: &response, record: record) { return }
        guard !request.hasEncodedBody else {
            response.fields.append(.acceptedEncoding)
            return APIError.encodedBody.write(contextID: id, to: &response)
        }
        answer(exchange, variant: strike?.variant ?? exchange.policy.variant, into: &response, record: record)
    }

    /// Whether the definition says that no token is needed.
    private func isOpen(_ exchange: borrowing Exchange) -> Bool {
        guard routes.hasDefinition, case .route(let route, _) = routes.find(exchange.request.method, exchange.path)
        else { return false }
        return route.operation.map { !$0.needsToken } ?? false
    }

    /// The token of a request, its signature verified; if a head comes again, its token is known.
    private func bearer(_ request: Request) throws(TokenError) -> VerifiedToken {
        let head = request.head.number
        if let recentToken, recentToken.head == head { return recentToken.token }
        let token = try verifier.verify(try BearerToken.find(in: request))
        if head != 0 { recentToken = (head, token) }
        return token
    }

    private func begin(
        _ response: inout Response,
        at moment: Moment,
        by inForce: PolicyInForce,
        of request: Request,
        id: UUID
    ) {
        if inForce.allowsCredentials {
            dates.append(moment, of: .gateway, to: &response.fields)
            response.fields.appendAPI(for: request)
            response.fields.appendCorrelationID(id)
        } else {
            dates.appendAPI(moment, id, to: &response.fields)
        }
        if let node = moment.node {
            response.fields.append("X-Mock-Gateway-Node") { $0.append(decimal: node.number) }
        }
    }

    /// Judges the token, if there is one whose signature holds.
    private func accepts(_ exchange: borrowing Exchange, _ record: RequestRecord) -> Bool {
        guard let token = exchange.token else { return false }
        do throws(TokenRefusal) {
            try TokenJudge.judge(
                token,
                isRevoked: revocations.contains(token),
                at: exchange.moment.gatewayNow,
                by: exchange.policy.rules
            )
        } catch {
            record.refusal = error
            return false
        }
        record.verdict = .accepted
        // Nearly always nobody refreshes again and again; then the client is not even taken out of the claims.
        if activity.hasRuns, let client = token.claims.client { activity.noteAcceptance(client) }
        return true
    }

    /// Answers with the payload, which is the same for every reason; a field tells the reason (RFC 6750 §3).
    private func refuse(_ exchange: borrowing Exchange, into response: inout Response, record: RequestRecord) {
        let refusal = record.refusal ?? TokenRefusal(.missing)
        record.verdict = .refused
        if let client = record.client { record.isStorm = activity.noteRefusal(client) }
        let tolerance = exchange.policy.rules.toleranceMilliseconds(for: refusal.error)
        response.status = .unauthorized
        if case .missing = refusal.error {
            response.fields.append(.challenge)
        } else {
            response.fields.append(.invalidToken)
        }
        response.fields.append("X-Mock-Gateway-Reason") {
            refusal.appendReason(toleranceMilliseconds: tolerance, to: &$0)
        }
        response.body.append(FixtureSet.unauthorizedPayload)
    }

    /// Counts the request, and refuses it if its client has used up its limit.
    private func isLimited(_ exchange: borrowing Exchange, into response: inout Response, record: RequestRecord) -> Bool
    {
        guard exchange.policy.hasRateLimit, let limit = exchange.policy.rateLimit, let client = record.client else {
            return false
        }
        let reading = gateway.rates.count(client, limit, at: exchange.moment.clockNow)
        response.fields.appendRateLimit(reading)
        guard reading.isExceeded else { return false }
        record.note = "more than \(limit.text)"
        response.fields.appendRetryAfter(.seconds(reading.resetSeconds))
        APIError.tooManyRequests(seconds: reading.resetSeconds).write(contextID: exchange.correlationID, to: &response)
        return true
    }

    private func answer(
        _ exchange: borrowing Exchange,
        variant: String?,
        into response: inout Response,
        record: RequestRecord
    ) {
        // Nearly always there is no stub; then nothing is taken out of the exchange.
        if !stubs.isEmpty, let stub = stub(exchange) {
            record.stub = stub.rule.name
            record.answer = .stub
            let captures = stub.rule.match.path?.captures(in: exchange.path) ?? []
            let place = EndpointPlace(captures: captures, variant: nil, tools: tools)
            return StubEndpoint(stub: stub).answer(exchange, at: place, into: &response)
        }
        switch routes.find(exchange.request.method, exchange.path) {
        case .route(let route, let captures):
            if let held = exchange.policy.permissions, let error = route.operation?.refusal(held) {
                record.note = error.message
                response.fields.append("X-Mock-Gateway-Reason", "missing_permissions")
                return error.write(contextID: exchange.correlationID, to: &response)
            }
            if let operation = route.operation {
                record.violations = operation.problems(of: exchange.request)
                if gateway.configuration.refusesViolations,
                    let problem = record.violations.first(where: \.isRefused)
                {
                    record.note = "\(problem)"
                    response.fields.append("X-Mock-Gateway-Reason", "violation")
                    return problem.error.write(contextID: exchange.correlationID, to: &response)
                }
            }
            let place = EndpointPlace(captures: captures, variant: variant, tools: tools)
            record.answer = route.source.answer
            route.endpoint.answer(exchange, at: place, into: &response)
        case .otherMethod(let allowed):
            // OPTIONS asks what there is.
            if exchange.request.method != .options { noteUnknown(record) }
            refuseMethod(exchange, allowed: allowed + stubbedMethods(exchange), &response)
        case .none:
            let stubbed = stubbedMethods(exchange)
            guard stubbed.isEmpty else { return refuseMethod(exchange, allowed: stubbed, &response) }
            noteUnknown(record)
            record.note = "no fixture answers it; \(FixturePlace.text(exchange.request.method, exchange.path)) would"
            response.fields.append("X-Mock-Gateway-Reason", "no_fixture")
            APIError.notFound.write(contextID: exchange.correlationID, to: &response)
        }
    }

    /// The stub in the place of the fixture, if there is one.
    private func stub(_ exchange: borrowing Exchange) -> ActiveRule<Stub>? {
        stubs.answering(
            exchange.request.method,
            exchange.path,
            client: exchange.token?.claims.client,
            at: exchange.moment
        )
    }

    private func stubbedMethods(_ exchange: borrowing Exchange) -> [Method] {
        stubs.answered(exchange.path, client: exchange.token?.claims.client, at: exchange.moment)
    }

    private func refuseMethod(_ exchange: borrowing Exchange, allowed: [Method], _ response: inout Response) {
        guard !response.answerAllowed(allowed, to: exchange.request.method) else { return }
        APIError.methodNotAllowed.write(contextID: exchange.correlationID, to: &response)
    }

    private func noteUnknown(_ record: RequestRecord) {
        if routes.hasDefinition { record.violations = [RequestProblem(.noOperation, in: .operation)] }
    }
}
