internal import JWT
internal import Policy
internal import Rules

/// `POST /oauth/token`: the grants of RFC 6749 as the real login host answers them.
struct TokenEndpoint {
    private let grants: GrantStore
    private let revocations: Revocations
    private let issuer: TokenIssuer

    init(grants: GrantStore, revocations: Revocations, issuer: TokenIssuer) {
        self.grants = grants
        self.revocations = revocations
        self.issuer = issuer
    }

    /// What a good request is granted.
    private struct Grant {
        var client: String
        var subject: String
        /// Whether a refresh token comes with it, and of which kind.
        var refresh = RefreshKind.none
        /// The sign-in, if a user signed in.
        var signIn: SignIn?
        /// The refresh token and the id of the access token, if both are fixed already.
        var rotation: GrantStore.Rotation?

        enum RefreshKind { case none, confidential, isPublic }
    }

    /// Appends the answer to a request of a client that has been authenticated.
    ///
    /// - Returns: the claims of the token that is given out.
    func answer(
        _ request: TokenRequest,
        policy: PolicyInForce,
        moment: Moment,
        to output: inout [UInt8]
    ) throws(OAuthError) -> AccessTokenClaims {
        var grant =
            switch request.grantType {
            case .clientCredentials: try clientCredentials(request)
            case .refreshToken: try refresh(request, by: policy, at: moment)
            case .authorizationCode: try authorizationCode(request, by: policy, at: moment)
            case .samlBearer: try saml(request)
            }
        let claims = issuer.claims(
            client: grant.client,
            subject: grant.subject,
            id: grant.rotation?.tokenID ?? grant.signIn?.nextTokenID() ?? issuer.nextID(),
            settings: policy.settings,
            moment: moment
        )
        issuer.appendAnswer(
            claims,
            refreshToken: refreshToken(for: grant, moment),
            expiresIn: policy.settings.advertisedExpiresIn,
            to: &output
        )
        return claims
    }

    private func clientCredentials(_ request: TokenRequest) throws(OAuthError) -> Grant {
        try request.identity.requireSecret()
        return Grant(client: request.clientID, subject: request.clientID)
    }

    private func saml(_ request: TokenRequest) throws(OAuthError) -> Grant {
        try request.identity.requireSecret()
        _ = try request.required("orgName")
        _ = try request.required("assertion")
        return Grant(client: request.clientID, subject: BuiltInUser.id, refresh: .confidential, signIn: SignIn())
    }

    /// Redeems a code (RFC 6749 §4.1.3); with PKCE (RFC 7636 §4.5) no secret is needed.
    private func authorizationCode(
        _ request: TokenRequest,
        by policy: PolicyInForce,
        at moment: Moment
    ) throws(OAuthError) -> Grant {
        let verifier = request.form["code_verifier"]
        if verifier == nil { try request.identity.requireSecret() }
        let code = try request.required("code")
        let redirectURI = try request.required("redirect_uri")
        var problem = "the code is unknown, used or expired"
        let redemption = grants.redeemCode(code) { code in
            guard moment.issuerNow < code.expiresAt else { return false }
            guard code.client.map(request.identity.matches) ?? true else {
                problem = "the code belongs to another client"
                return false
            }
            guard code.redirectURI?.isIdentical(to: redirectURI) ?? true else {
                problem = "redirect_uri is not the one the code was made for"
                return false
            }
            let isVerified =
                if let challenge = code.codeChallenge {
                    verifier.map { CodeChallenge.matches(challenge, verifier: $0) } ?? false
                } else {
                    verifier.map { code.takesAnyVerifier && CodeChallenge.isVerifier($0) } ?? true
                }
            if !isVerified { problem = "code_verifier does not match the code" }
            return isVerified
        }
        switch redemption {
        case .good(let code):
            return Grant(
                client: code.client ?? request.clientID,
                subject: BuiltInUser.id,
                refresh: request.identity.hasSecret ? .confidential : .isPublic,
                signIn: code.signIn
            )
        case .spent(let code):
            // RFC 6749 §4.1.2: if a code comes again, the tokens that were issued for it should be revoked.
            guard code.client.map(request.identity.matches) ?? true else { throw OAuthError(.invalidGrant, problem) }
            let isRevoked = noteReuse(of: code.signIn, policy)
            let loss = isRevoked ? ": all tokens of its sign-in are revoked (RFC 6749 section 4.1.2)" : ""
            throw OAuthError(.invalidGrant, "the code has been used before\(loss)")
        case .unknown:
            throw OAuthError(.invalidGrant, problem)
        }
    }

    /// Refreshes with rotation (RFC 6749 §6): the old refresh token is spent.
    private func refresh(
        _ request: TokenRequest,
        by policy: PolicyInForce,
        at moment: Moment
    ) throws(OAuthError) -> Grant {
        let token = try request.required("refresh_token")
        var problem = OAuthError(.invalidGrant, "the refresh token is unknown, spent or expired")
        let (redemption, rotation) = grants.rotateRefreshToken(token, at: moment.issuerNow) { grant in
            guard moment.issuerNow < grant.expiresAt, !revocations.contains(grant.signIn) else { return false }
            guard request.identity.matches(grant.client) else {
                problem = OAuthError(.invalidGrant, "the refresh token belongs to another client")
                return false
            }
            guard request.identity.hasSecret || grant.isPublic else {
                problem = .authenticationFailed
                return false
            }
            return true
        }
        switch redemption {
        case .good:
            guard let rotation else { throw problem }
            return Self.refreshed(rotation)
        case .spent(let grant):
            let isOwn = request.identity.matches(grant.client) && (request.identity.hasSecret || grant.isPublic)
            guard isOwn else { throw problem }
            if isRepeatable(grant, by: policy, at: moment), let rotation = grants.repeatRotation(of: grant) {
                return Self.refreshed(rotation)
            }
            noteReuse(of: grant.signIn, policy)
            throw problem
        case .unknown:
            throw problem
        }
    }

    private static func refreshed(_ rotation: GrantStore.Rotation) -> Grant {
        let grant = rotation.grant
        return Grant(
            client: grant.client,
            subject: grant.subject,
            refresh: grant.isPublic ? .isPublic : .confidential,
            signIn: grant.signIn,
            rotation: rotation
        )
    }

    /// Whether a spent refresh token still leads to its successor, if that has not been used yet.
    private func isRepeatable(_ grant: RefreshGrant, by policy: PolicyInForce, at moment: Moment) -> Bool {
        guard let successor = grant.successor, !revocations.contains(grant.signIn) else { return false }
        return moment.issuerNow < successor.since + policy.settings.refreshReuseInterval
    }

    /// Revokes the sign-in if the policy says so: a thief may have the tokens that came after it, and nothing can tell
    /// who is the thief (RFC 9700 §4.14.2).
    ///
    /// - Returns: whether all that came from the sign-in is revoked.
    @discardableResult
    private func noteReuse(of signIn: SignIn, _ policy: PolicyInForce) -> Bool {
        guard policy.settings.refreshReuse == .revoke else { return false }
        revocations.insert(signIn.id)
        return true
    }

    private func refreshToken(for grant: Grant, _ moment: Moment) -> String? {
        if let rotation = grant.rotation { return rotation.refreshToken }
        guard grant.refresh != .none, let signIn = grant.signIn else { return nil }
        return grants.insert(
            RefreshGrant(
                client: grant.client,
                subject: grant.subject,
                isPublic: grant.refresh == .isPublic,
                expiresAt: moment.issuerNow + RefreshGrant.lifetime,
                signIn: signIn
            )
        )
    }
}
