internal import HTTPMessages
internal import JWT

// Everything below /api.

extension GatewayResponder {
    /// What is known of an API request before it is answered.
    private struct Call: ~Copyable, ~Escapable {
        /// Without the API prefix.
        let path: Span<UInt8>
        let method: Method
        let correlationID: UUID
        /// Nil where its signature does not hold.
        let token: VerifiedToken?
        let inForce: PolicyInForce
        let moment: Moment

        @_lifetime(copy path)
        init(
            path: Span<UInt8>,
            method: Method,
            correlationID: UUID,
            token: VerifiedToken?,
            inForce: PolicyInForce,
            moment: Moment
        ) {
            self.path = path
            self.method = method
            self.correlationID = correlationID
            self.token = token
            self.inForce = inForce
            self.moment = moment
        }
    }

    /// - Parameter path: without the API prefix.
    func routeAPI(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: RequestRecord
    ) {
        let id = correlationIDs.next()
        record.showsQuery = true
        guard !request.isPreflight else {
            begin(&response, policies.global.moment(trueNow: trueNow), policies.global, request, id)
            response.fields.appendPreflight(request)
            response.status = .noContent
            return
        }
        var token: VerifiedToken?
        do throws(TokenError) {
            let verified = try bearer(request)
            token = verified
            record.client = verified.claims.client
            record.tokenID = verified.claims.id
            record.times = verified.times
        } catch {
            record.refusal = TokenRefusal(error)
        }
        let inForce = policies.policy(for: record.client, at: trueNow)
        record.inForce = inForce
        if inForce.hasNodes {
            let settings = inForce.settings
            record.node = gateway.nodes.pick(settings, client: record.client, connection: request.connection)
        }
        let moment = inForce.moment(trueNow: trueNow, node: record.node)
        record.moment = moment
        begin(&response, moment, inForce, request, id)
        let call = Call(
            path: path,
            method: request.method,
            correlationID: id,
            token: token,
            inForce: inForce,
            moment: moment
        )
        let strike = gateway.faults.strike(call.method, path, record.client, moment)
        if let strike {
            record.fault = strike.name
            response.delivery = strike.delivery
            if replace(strike, call, &response, record) { return }
        }
        guard path.isUnder("/api/v2") else {
            record.refusal = nil
            return APIError.notFound.write(contextID: id, to: &response)
        }
        guard let token, accepts(token, call, record) else { return refuse(call, &response, record) }
        if isLimited(call, &response, record) { return }
        guard !request.hasEncodedBody else {
            response.fields.append(.acceptedEncoding)
            return APIError.encodedBody.write(contextID: id, to: &response)
        }
        answer(call, token, variant: strike?.variant ?? inForce.policy.variant, &response, record)
    }

    /// The token of a request, its signature verified; a head that comes again has the same one.
    private func bearer(_ request: Request) throws(TokenError) -> VerifiedToken {
        let head = request.head.number
        if let recentToken, recentToken.head == head { return recentToken.token }
        let token = try verifier.verify(try BearerToken.find(in: request))
        if head != 0 { recentToken = (head, token) }
        return token
    }

    private func begin(
        _ response: inout Response,
        _ moment: Moment,
        _ inForce: PolicyInForce,
        _ request: Request,
        _ id: UUID
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

    /// Judges a token whose signature holds.
    private func accepts(_ token: VerifiedToken, _ call: borrowing Call, _ record: RequestRecord) -> Bool {
        do throws(TokenRefusal) {
            try TokenJudge.judge(
                token,
                isRevoked: gateway.revocations.contains(token),
                at: call.moment.gatewayNow,
                by: call.inForce.rules
            )
        } catch {
            record.refusal = error
            return false
        }
        record.verdict = .accepted
        if let client = record.client { gateway.activity.noteAcceptance(client) }
        return true
    }

    /// The payload, whatever the reason; the reason stands beside it (RFC 6750 §3).
    private func refuse(_ call: borrowing Call, _ response: inout Response, _ record: RequestRecord) {
        let refusal = record.refusal ?? TokenRefusal(.missing)
        record.verdict = .refused
        if let client = record.client { record.isStorm = gateway.activity.noteRefusal(client) }
        let rules = call.inForce.rules
        let tolerance = rules.toleranceMilliseconds ?? rules.toleranceMilliseconds(for: refusal.error)
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

    /// Counts the request, and refuses it where its client has had its share.
    private func isLimited(_ call: borrowing Call, _ response: inout Response, _ record: RequestRecord) -> Bool {
        guard let limit = call.inForce.rateLimit, let client = record.client else { return false }
        let reading = gateway.rates.count(client, limit, at: call.moment.clockNow)
        response.fields.appendRateLimit(reading)
        guard reading.isExceeded else { return false }
        record.note = "more than \(limit.text)"
        response.fields.appendRetryAfter(.seconds(reading.resetSeconds))
        APIError.tooManyRequests(seconds: reading.resetSeconds).write(contextID: call.correlationID, to: &response)
        return true
    }

    private func answer(
        _ call: borrowing Call,
        _ token: VerifiedToken,
        variant: String?,
        _ response: inout Response,
        _ record: RequestRecord
    ) {
        switch routes.find(call.method, call.path) {
        case .route(let route, let captures):
            switch route.role {
            case .plain: break
            case .needsUser where token.claims.isClientCredentials:
                return APIError.notAUser.write(contextID: call.correlationID, to: &response)
            case .needsUser: break
            case .revokesToken: gateway.revocations.insert(Revocations.key(of: token))
            }
            serve(route.answer(variant), captures, call, &response)
        case .otherMethod(let allowed):
            response.fields.append("Allow", allowed.map { "\($0)" }.joined(separator: ", "))
            if call.method == .options {
                response.status = .noContent
            } else {
                APIError.methodNotAllowed.write(contextID: call.correlationID, to: &response)
            }
        case .none:
            record.note = "no fixture answers it; \(FixturePlace.text(call.method, call.path)) would"
            response.fields.append("X-Mock-Gateway-Reason", "no_fixture")
            APIError.notFound.write(contextID: call.correlationID, to: &response)
        }
    }

    private func serve(
        _ answer: FixtureTree.Route.Answer,
        _ captures: [Range<Int>],
        _ call: borrowing Call,
        _ response: inout Response
    ) {
        response.status = answer.status
        let values = Template.Values(
            now: call.moment.gatewayNow,
            client: call.token?.claims.client,
            path: call.path,
            captures: captures
        )
        answer.template.render(values, uuids: &correlationIDs, to: &response.body)
    }

    /// Writes what a fault has in an answer's place.
    ///
    /// - Returns: false where it has nothing, or only chooses another fixture.
    private func replace(
        _ strike: FaultStrike,
        _ call: borrowing Call,
        _ response: inout Response,
        _ record: RequestRecord
    ) -> Bool {
        switch strike.replacement {
        case nil, .variant: return false
        case .oauth(let error):
            error.write(to: &response)
        case .status(.unauthorized, _, _):
            if let client = record.client { record.isStorm = gateway.activity.noteRefusal(client) }
            record.verdict = .refused
            strike.writePayload(to: &response)
        case .status(let status, let retryAfter, let permissions):
            response.appendRetry(status, retryAfter, call.inForce.rateLimit, at: call.moment.gatewayNow)
            if case .route(let route, let captures) = routes.find(call.method, call.path),
                let answer = route.answer(status)
            {
                serve(answer, captures, call, &response)
            } else {
                APIError.standard(status, retryAfter: retryAfter, permissions: permissions)
                    .write(contextID: call.correlationID, to: &response)
            }
        }
        record.refusal = nil
        return true
    }
}
