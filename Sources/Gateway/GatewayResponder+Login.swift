internal import HTTPMessages
internal import JSON
internal import JWT

// Everything below /oauth, and /logout: the issuer's side.

extension GatewayResponder {
    private enum LoginCall { case token, authorize, logout, unknown }

    /// Whether `path`, without the login prefix, is of the login side.
    static func isLogin(_ path: Span<UInt8>) -> Bool { path.isUnder("/oauth") || path.isEqual(to: "/logout") }

    /// - Parameter path: without the login prefix.
    func routeLogin(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        response.fields.append(.cors)
        if request.isPreflight {
            response.fields.appendPreflight(request)
            response.status = .noContent
        } else {
            let (call, methods) = Self.loginCall(path)
            let method = request.method == .head ? .get : request.method
            if methods.contains(method) || call == .unknown {
                perform(call, path, request, trueNow, &response, &record)
            } else {
                refuseMethod(request.method, allowed: methods, &response)
            }
        }
        let moment = scopes.scope(for: record.client, at: trueNow).moment(trueNow: trueNow)
        record.moment = moment
        dates.append(moment, of: .issuer, to: &response.fields)
    }

    private static func loginCall(_ path: Span<UInt8>) -> (LoginCall, [Method]) {
        if path.isEqual(to: "/oauth/token") { return (.token, [.post]) }
        if path.isEqual(to: "/oauth/authorize") { return (.authorize, [.get, .post]) }
        if path.isEqual(to: "/logout") { return (.logout, [.get]) }
        return (.unknown, [])
    }

    private func refuseMethod(_ method: Method, allowed: [Method], _ response: inout Response) {
        let all = Method.allCases.filter {
            allowed.contains($0) || $0 == .options || $0 == .head && allowed.contains(.get)
        }
        response.fields.append("Allow", all.map { "\($0)" }.joined(separator: ", "))
        if method == .options {
            response.status = .noContent
        } else {
            response.fields.append(.json)
            APIError.methodNotAllowed.write(contextID: correlationIDs.next(), to: &response)
        }
    }

    private func perform(
        _ call: LoginCall,
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        do throws(OAuthError) {
            switch call {
            case .token: try grantToken(path, request, trueNow, &response, &record)
            case .authorize: try authorize(path, request, trueNow, &response, &record)
            case .logout: try logOut(path, request, trueNow, &response, &record)
            case .unknown:
                if try strike(path, request, trueNow, &response, &record) { return }
                response.fields.append(.json)
                APIError.notFound.write(contextID: correlationIDs.next(), to: &response)
            }
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            response.fields.append(.json)
            error.write(to: &response)
        }
    }

    /// Lets the faults see the request before anything is done with it.
    ///
    /// - Returns: whether one has answered it.
    private func strike(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) throws(OAuthError) -> Bool {
        let scope = scopes.scope(for: record.client, at: trueNow).scope
        let moment = scope.moment(trueNow: trueNow)
        guard let strike = gateway.faults.strike(request.method, path, record.client, moment) else { return false }
        record.fault = strike.name
        response.delivery = strike.delivery
        switch strike.replacement {
        case nil, .variant: return false
        case .oauth(let error): throw error
        case .status(let status, let retryAfter, let permissions):
            response.appendRetry(status, retryAfter, scope.settings.rateLimit)
            response.fields.append(.json)
            APIError.standard(status, retryAfter: retryAfter, permissions: permissions)
                .write(contextID: correlationIDs.next(), to: &response)
            return true
        }
    }

    /// `POST /oauth/token`.
    private func grantToken(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) throws(OAuthError) {
        response.fields.append(.noStore)
        let reading: Result<TokenRequest, OAuthError>
        do throws(OAuthError) {
            let tokenRequest = try TokenRequest(request, scopes: &scopes, trueNow: trueNow)
            record.client = tokenRequest.clientID
            reading = .success(tokenRequest)
        } catch {
            reading = .failure(error)
        }
        if try strike(path, request, trueNow, &response, &record) { return }
        let tokenRequest = try reading.get()
        try tokenRequest.authenticate(refusesUnknown: gateway.configuration.refusesUnknownClients)
        let answer = try grant(tokenRequest, trueNow, &record)
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

    /// `GET /oauth/authorize`, and what its page sends.
    private func authorize(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) throws(OAuthError) {
        response.fields.append(.noStore)
        let form = try Self.parameters(request)
        record.client = try Self.client(form)
        var page: AuthorizationRequest?
        do throws(OAuthError) {
            let authorization = try AuthorizationRequest(
                form,
                scopes: &scopes,
                trueNow: trueNow,
                refusesUnknown: gateway.configuration.refusesUnknownClients
            )
            page = authorization
            if try strike(path, request, trueNow, &response, &record) { return }
            let scope = scopes.scope(for: record.client, at: trueNow).scope
            if scope.settings.loginPage, request.method != .post, authorization.problem == nil {
                response.fields.append(LoginPage.fields)
                return LoginPage.append(authorization, to: &response.body)
            }
            let decision = form[LoginPage.decision] ?? (scope.settings.loginPage ? nil : LoginPage.approval)
            let isApproved = decision == LoginPage.approval || authorization.problem != nil
            let moment = scope.moment(trueNow: trueNow)
            let location =
                isApproved
                ? authorizationEndpoint.approve(authorization, scope: scope, moment: moment)
                : authorizationEndpoint.deny(authorization)
            Self.redirect(to: location, request, &response)
        } catch {
            // Once the address is known to be the client's, the error goes back to it.
            guard let page else { throw error }
            record.note = "\(error.code.rawValue), \(error.description)"
            Self.redirect(to: page.back(error), request, &response)
        }
    }

    /// `GET /logout`: there is no session to end, so the browser just goes back.
    private func logOut(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) throws(OAuthError) {
        let form = try Self.parameters(request)
        record.client = try Self.client(form)
        if try strike(path, request, trueNow, &response, &record) { return }
        guard let address = form["redirect_uri"] else {
            response.fields.append(.text)
            response.body.append(contentsOf: "You are signed out.\n".utf8)
            return
        }
        let client = record.client.flatMap { scopes.client($0, at: trueNow) }
        guard AuthorizationRequest.isAddress(address), client?.takes(redirectURI: address) ?? true else {
            throw OAuthError(
                .invalidRequest,
                "redirect_uri is no absolute address without fragment, or not the client's"
            )
        }
        Self.redirect(to: address, request, &response)
    }

    /// Who it is for; nobody has an id of any length.
    private static func client(_ form: FormParameters) throws(OAuthError) -> String? {
        guard let id = form["client_id"] else { return nil }
        guard id.utf8.count <= Client.idLimit else { throw .clientNotFound }
        return id
    }

    /// Of the query, or of a form that was posted.
    private static func parameters(_ request: Request) throws(OAuthError) -> FormParameters {
        do throws(FormParameters.Failure) {
            return try FormParameters(request.method == .post ? request.body : request.query)
        } catch {
            throw OAuthError(.invalidRequest, "the query or form is malformed or has a parameter twice")
        }
    }

    /// A form that was posted is left behind (RFC 9110 §15.4.4).
    private static func redirect(to location: String, _ request: Request, _ response: inout Response) {
        response.status = request.method == .post ? .seeOther : .found
        response.fields.append("Location", location)
    }
}
