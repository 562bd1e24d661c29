internal import HTTPMessages
internal import JSON
internal import JWT

/// `POST /oauth/token`: the grants of RFC 6749 as the real login host answers them.
struct TokenEndpoint {
    private let grants: GrantStore
    private let issuer: TokenIssuer

    init(grants: GrantStore, issuer: TokenIssuer) {
        self.grants = grants
        self.issuer = issuer
    }

    /// What a good request earns.
    private struct Grant {
        var client: String
        var subject: String
        /// Whether a refresh token comes with it, and of which kind.
        var refresh: RefreshKind

        enum RefreshKind { case none, confidential, isPublic }
    }

    /// - Parameters:
    ///   - trueNow: when the request is judged.
    ///   - client: set as soon as it is known, for the log.
    func answer(
        _ request: Request,
        scopes: inout ScopeStore.Reader,
        trueNow: NumericDate,
        client: inout String?
    ) throws(OAuthError) -> JSONValue {
        let form = try Self.form(of: request)
        guard let grantType = form["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        let identity: ClientIdentity
        switch grantType {
        case "client_credentials", "refresh_token", "authorization_code", Self.samlBearer:
            identity = try ClientIdentity(request, form)
        default:
            throw OAuthError(.unsupportedGrantType, "grant_type is not supported")
        }
        client = identity.id
        let scope = scopes.scope(for: identity.id)
        let moment = scope.moment(trueNow: trueNow)
        let grant =
            switch grantType {
            case "client_credentials": try clientCredentials(identity)
            case "refresh_token": try refresh(identity, form, moment)
            case "authorization_code": try authorizationCode(identity, form, moment)
            default: try saml(identity, form)
            }
        guard
            let answer = issuer.answer(
                client: grant.client,
                subject: grant.subject,
                scope: scope,
                moment: moment,
                refreshToken: refreshToken(for: grant, moment)
            )
        else { throw OAuthError(.invalidRequest, "the token could not be signed") }
        return answer
    }

    private static let samlBearer = "urn:ietf:params:oauth:grant-type:saml2-bearer"

    private static func form(of request: Request) throws(OAuthError) -> FormParameters {
        if let type = request.value(of: .contentType) {
            let end = type.firstIndex(of: UInt8(ascii: ";")) ?? type.count
            guard
                type.extracting(0..<end).trimmingWhitespace().isEqualIgnoringCase(
                    to: "application/x-www-form-urlencoded"
                )
            else {
                throw OAuthError(.invalidRequest, "the content type is not application/x-www-form-urlencoded")
            }
        }
        do throws(FormParameters.Failure) {
            return try FormParameters(request.body)
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the form is malformed")
            case .repeated: throw OAuthError(.invalidRequest, "a parameter is there twice")
            }
        }
    }

    private static func required(_ name: String, in form: FormParameters) throws(OAuthError) -> String {
        guard let value = form[name] else { throw OAuthError(.invalidRequest, "\(name) is missing") }
        return value
    }

    private func clientCredentials(_ identity: ClientIdentity) throws(OAuthError) -> Grant {
        try identity.requireSecret()
        return Grant(client: identity.id, subject: identity.id, refresh: .none)
    }

    private func saml(_ identity: ClientIdentity, _ form: FormParameters) throws(OAuthError) -> Grant {
        try identity.requireSecret()
        _ = try Self.required("orgName", in: form)
        _ = try Self.required("assertion", in: form)
        return Grant(client: identity.id, subject: BuiltInUser.id, refresh: .confidential)
    }

    /// RFC 6749 §4.1.3; with PKCE (RFC 7636 §4.5) no secret is needed.
    private func authorizationCode(
        _ identity: ClientIdentity,
        _ form: FormParameters,
        _ moment: Moment
    ) throws(OAuthError) -> Grant {
        let verifier = form["code_verifier"]
        if verifier == nil { try identity.requireSecret() }
        let code = try Self.required("code", in: form)
        let redirectURI = try Self.required("redirect_uri", in: form)
        var problem = "the code is unknown, used or expired"
        let redeemed = grants.redeemCode(code) { code in
            guard moment.issuerNow < code.expiresAt else { return false }
            guard code.client.map(identity.matches) ?? true else {
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
                    verifier.map(CodeChallenge.isVerifier) ?? true
                }
            if !isVerified { problem = "code_verifier does not match the code" }
            return isVerified
        }
        guard let redeemed else { throw OAuthError(.invalidGrant, problem) }
        return Grant(
            client: redeemed.client ?? identity.id,
            subject: BuiltInUser.id,
            refresh: identity.hasSecret ? .confidential : .isPublic
        )
    }

    /// RFC 6749 §6, with rotation: the old refresh token is spent.
    private func refresh(
        _ identity: ClientIdentity,
        _ form: FormParameters,
        _ moment: Moment
    ) throws(OAuthError) -> Grant {
        let token = try Self.required("refresh_token", in: form)
        var problem = OAuthError(.invalidGrant, "the refresh token is unknown, spent or expired")
        let redeemed = grants.redeemRefreshToken(token) { grant in
            guard moment.issuerNow < grant.expiresAt else { return false }
            guard identity.matches(grant.client) else {
                problem = OAuthError(.invalidGrant, "the refresh token belongs to another client")
                return false
            }
            guard identity.hasSecret || grant.isPublic else {
                problem = .authenticationFailed
                return false
            }
            return true
        }
        guard let redeemed else { throw problem }
        return Grant(
            client: redeemed.client,
            subject: redeemed.subject,
            refresh: redeemed.isPublic ? .isPublic : .confidential
        )
    }

    private func refreshToken(for grant: Grant, _ moment: Moment) -> String? {
        guard grant.refresh != .none else { return nil }
        return grants.insert(
            RefreshGrant(
                client: grant.client,
                subject: grant.subject,
                isPublic: grant.refresh == .isPublic,
                expiresAt: moment.issuerNow + RefreshGrant.lifetime
            )
        )
    }
}
