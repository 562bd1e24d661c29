internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// The paths that browsers use: signing in and out.

extension GatewayResponder {
    /// `GET /oauth/authorize`, and what its page sends.
    func authorize(
        _ exchange: borrowing LoginExchange,
        into response: inout Response,
        record: RequestRecord
    ) throws(OAuthError) {
        response.fields.append(.noStore)
        let form = try Self.parameters(exchange.request)
        record.client = try Self.client(form)
        var page: AuthorizationRequest?
        do throws(OAuthError) {
            let authorization = try AuthorizationRequest(
                form,
                policies: &policies,
                trueNow: exchange.trueNow,
                refusesUnknown: gateway.configuration.refusesUnknownClients
            )
            page = authorization
            if try strike(exchange, into: &response, record: record) { return }
            let policy = policies.policy(for: record.client, at: exchange.trueNow).policy
            if policy.settings.loginPage, exchange.request.method != .post, authorization.problem == nil {
                response.fields.append(LoginPage.fields)
                return LoginPage.append(authorization, to: &response.body)
            }
            let decision = form[LoginPage.decision] ?? (policy.settings.loginPage ? nil : LoginPage.approval)
            let isApproved = decision == LoginPage.approval || authorization.problem != nil
            let moment = policy.moment(trueNow: exchange.trueNow)
            let location =
                isApproved
                ? try approve(authorization, by: policy, at: moment, record: record)
                : authorizationEndpoint.deny(authorization)
            Self.redirect(to: location, exchange.request, &response)
        } catch {
            // Once the address is known to be the client's, the error goes back to it.
            guard let page else { throw error }
            record.note = "\(error.code.rawValue), \(error.description)"
            Self.redirect(to: page.back(error), exchange.request, &response)
        }
    }

    /// A token in the fragment is a token like any other: a client that runs in a circle by signing in is noticed, and
    /// stopped.
    private func approve(
        _ authorization: AuthorizationRequest,
        by policy: Policy,
        at moment: Moment,
        record: RequestRecord
    ) throws(OAuthError) -> String {
        guard authorization.responseType == .token, authorization.problem == nil else {
            return authorizationEndpoint.approve(authorization, policy: policy, moment: moment)
        }
        let client = authorization.client
        if let limit = policy.settings.stormLimit, activity.exceeds(client, limit, at: moment.trueNow) {
            record.isStorm = true
            activity.noteFailedTokenRequest(client, at: moment.trueNow)
            throw OAuthError(.temporarilyUnavailable, OAuthError.rateLimitExceeded.description)
        }
        let location = authorizationEndpoint.approve(authorization, policy: policy, moment: moment)
        noteGrant(client, isRefresh: false, at: moment.trueNow, record: record)
        return location
    }

    /// `GET /logout`: there is no session to end, so the browser just goes back.
    func logOut(
        _ exchange: borrowing LoginExchange,
        into response: inout Response,
        record: RequestRecord
    ) throws(OAuthError) {
        let form = try Self.parameters(exchange.request)
        record.client = try Self.client(form)
        if try strike(exchange, into: &response, record: record) { return }
        guard let address = form["redirect_uri"] else {
            response.fields.append(.text)
            response.body.append(contentsOf: "You are signed out.\n".utf8)
            return
        }
        let client = record.client.flatMap { policies.client($0, at: exchange.trueNow) }
        guard RedirectURI.isGood(address), client?.takes(redirectURI: address) ?? true else {
            throw OAuthError(
                .invalidRequest,
                "redirect_uri is no absolute address without fragment, or not the client's"
            )
        }
        Self.redirect(to: address, exchange.request, &response)
    }

    /// The client that the request is for; an id is not good at any length.
    private static func client(_ form: FormParameters) throws(OAuthError) -> String? {
        guard let id = form["client_id"] else { return nil }
        guard id.utf8.count <= Client.idLimit else { throw .clientNotFound }
        return id
    }

    /// The parameters of the query, or of a posted form.
    private static func parameters(_ request: Request) throws(OAuthError) -> FormParameters {
        do throws(FormParameters.Failure) {
            return try FormParameters(request.method == .post ? request.body : request.query)
        } catch {
            throw OAuthError(.invalidRequest, "the query or form is malformed or has a parameter twice")
        }
    }

    /// Redirects; after a posted form, the browser does not send it again (RFC 9110 §15.4.4).
    private static func redirect(to location: String, _ request: Request, _ response: inout Response) {
        response.status = request.method == .post ? .seeOther : .found
        response.fields.append("Location", location)
    }
}
