internal import JSON
internal import JWT
internal import Policy
internal import Rules

/// `/oauth/authorize`: signs the built-in user in, and sends the browser back with what it came for.
struct AuthorizationEndpoint {
    private let grants: GrantStore
    private let issuer: TokenIssuer

    init(grants: GrantStore, issuer: TokenIssuer) {
        self.grants = grants
        self.issuer = issuer
    }

    /// The address to which the browser is sent back (RFC 6749 §4.1.2, §4.2.2).
    func approve(_ request: AuthorizationRequest, policy: Policy, moment: Moment) -> String {
        if let problem = request.problem { return request.back(problem) }
        guard request.responseType == .token else {
            let code = AuthorizationCode(
                client: request.client,
                redirectURI: request.redirectURI,
                codeChallenge: request.codeChallenge,
                expiresAt: moment.issuerNow + AuthorizationCode.lifetime
            )
            return request.back([("code", grants.insert(code))])
        }
        let claims = issuer.claims(
            client: request.client,
            subject: BuiltInUser.id,
            id: issuer.nextID(),
            settings: policy.settings,
            moment: moment
        )
        return request.back([
            ("access_token", issuer.token(claims)), ("expires_in", "\(policy.settings.advertisedExpiresIn)"),
            ("token_type", "bearer"),
        ])
    }

    func deny(_ request: AuthorizationRequest) -> String {
        request.back(OAuthError(.accessDenied, "the user has not allowed it"))
    }
}
