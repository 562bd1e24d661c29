internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

extension ControlInterface {
    /// The client of a token for which none was named.
    private static let defaultClient = "mock-client"

    /// Mints a token with any claims at all, or an authorization code.
    func mint(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let trueNow = exchange.trueNow
        let members = try exchange.members(
            allowed: ["clientId", "claims", "code", "redirectUri", "codeChallenge"]
        )
        let client = try members.string("clientId")
        let snapshot = gateway.policies.snapshot
        let policy =
            client.flatMap { snapshot.client($0, at: trueNow)?.policy(over: snapshot.global) } ?? snapshot.global
        let moment = policy.moment(trueNow: trueNow)
        if let code = members["code"] {
            guard code == .bool(true) else {
                throw members.errorWithoutValue("code", "asks for no code", allowed: "true")
            }
            return .json(try mintCode(members, for: client, at: moment))
        }
        for key in ["redirectUri", "codeChallenge"] where members[key] != nil {
            throw InputError("\(key): belongs to a code; allowed: together with \"code\": true", key: key)
        }
        guard case .object(let overrides) = members["claims"] ?? [:] else {
            throw members.errorWithoutValue("claims", "is no object", allowed: "claims by name; null removes one")
        }
        let claims = issuer.claims(
            client: client ?? Self.defaultClient,
            subject: client ?? Self.defaultClient,
            id: issuer.nextID(),
            settings: policy.settings,
            moment: moment
        )
        return .json([
            "access_token": .string(issuer.token(claims, overrides: overrides)), "token_type": "bearer",
            "expires_in": JSONValue(policy.settings.advertisedExpiresIn),
        ])
    }

    private func mintCode(_ members: Members, for client: String?, at moment: Moment) throws(InputError) -> JSONValue {
        if members["claims"] != nil {
            throw InputError("claims: belongs to a token; allowed: without \"code\"", key: "claims")
        }
        let challenge = try members.string("codeChallenge")
        if let challenge, !CodeChallenge.isChallenge(challenge) {
            // The value may be the verifier, given by mistake.
            throw members.errorWithoutValue(
                "codeChallenge",
                "is no S256 challenge",
                allowed: "the base64url of a SHA-256, 43 characters"
            )
        }
        let code = AuthorizationCode(
            client: client,
            redirectURI: try members.string("redirectUri"),
            codeChallenge: challenge,
            takesAnyVerifier: challenge == nil,
            expiresAt: moment.issuerNow + AuthorizationCode.lifetime
        )
        return ["code": .string(gateway.grants.insert(code)), "expiresAt": .string(RFC3339.text(code.expiresAt))]
    }

    /// Tells how the gateway would judge a token now, and why; it is the same judgement that a request gets.
    func inspect(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let members = try exchange.members(allowed: ["token"])
        guard let token = try members.string("token") else {
            throw InputError("token: is missing; allowed: {\"token\": \"…\"}", key: "token")
        }
        return .json(TokenInspection(Array(token.utf8).span, by: gateway, at: exchange.trueNow).json)
    }

    /// Revokes a token by its id or by itself: an access token alone, a refresh token with all that came from the same
    /// sign-in (RFC 7009 §2.1).
    func revoke(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let members = try exchange.members(allowed: ["token", "tokenId"])
        let keys = members.object.keys
        guard keys.count == 1 else {
            throw InputError("one of two is needed; allowed: token or tokenId", key: keys.first)
        }
        if let id = try members.string("tokenId") {
            gateway.revocations.insert(id)
            return .json(["revoked": "access_token", "tokenId": .string(id)])
        }
        guard let token = try members.string("token") else {
            throw InputError("token: is missing; allowed: an access token or a refresh token", key: "token")
        }
        if let grant = gateway.grants.removeRefreshToken(token) {
            gateway.revocations.insert(grant.signIn.id)
            return .json(["revoked": "refresh_token", "tokenId": .string(grant.signIn.id)])
        }
        var verifier = TokenVerifier(key: gateway.key)
        do throws(TokenError) {
            let verified = try verifier.verify(Array(token.utf8).span)
            let id = Revocations.key(of: verified)
            gateway.revocations.insert(id)
            return .json(["revoked": "access_token", "tokenId": .string(id)])
        } catch {
            throw members.errorWithoutValue(
                "token",
                "is no token of this gateway (\(error.reason))",
                allowed: "an access token, or a refresh token that is good"
            )
        }
    }
}
