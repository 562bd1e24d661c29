internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    /// The client of a token that nobody named one for.
    private static let defaultClient = "mock-client"

    /// A token with any claims at all, or an authorization code.
    func mint(_ request: Request, _ moment: Moment) throws(ControlError) -> JSONValue {
        let body = try ControlBody(
            request,
            allowed: ["clientId", "claims", "code", "redirectUri", "codeChallenge"]
        )
        if let code = body.object["code"] {
            guard code == .bool(true) else { throw ControlError("code: asks for no code; allowed: true", key: "code") }
            return try mintCode(body, moment)
        }
        for key in ["redirectUri", "codeChallenge"] where body.object[key] != nil {
            throw ControlError("\(key): belongs to a code; allowed: together with \"code\": true", key: key)
        }
        let client = try body.string("clientId") ?? Self.defaultClient
        let claims = body.object["claims"] ?? [:]
        guard case .object(let overrides) = claims else {
            throw ControlError("claims", value: claims, "is no object", allowed: "claims by name; null removes one")
        }
        guard
            let answer = issuer.answer(
                client: client,
                subject: client,
                scope: gateway.scopes.scope,
                moment: moment,
                overrides: overrides
            )
        else { throw ControlError("the token could not be signed", status: .internalServerError) }
        return answer
    }

    private func mintCode(_ body: ControlBody, _ moment: Moment) throws(ControlError) -> JSONValue {
        if body.object["claims"] != nil {
            throw ControlError("claims: belongs to a token; allowed: without \"code\"", key: "claims")
        }
        let challenge = try body.string("codeChallenge")
        if let challenge, !CodeChallenge.isChallenge(challenge) {
            throw ControlError(
                "codeChallenge",
                value: .string(challenge),
                "is no S256 challenge",
                allowed: "the base64url of a SHA-256, 43 characters"
            )
        }
        let code = AuthorizationCode(
            client: try body.string("clientId"),
            redirectURI: try body.string("redirectUri"),
            codeChallenge: challenge,
            expiresAt: moment.issuerNow + AuthorizationCode.lifetime
        )
        return ["code": .string(gateway.grants.insert(code)), "expiresAt": .string(RFC3339.text(code.expiresAt))]
    }

    /// What the gateway would say of a token now, and why; the same judgement that a request gets.
    func inspect(_ request: Request, _ moment: Moment) throws(ControlError) -> JSONValue {
        let body = try ControlBody(request, allowed: ["token"])
        guard let token = try body.string("token") else {
            throw ControlError("token: is missing; allowed: {\"token\": \"…\"}", key: "token")
        }
        let bytes = Array(token.utf8)
        let inspection = TokenInspection(bytes.span, key: key, moment: moment, scopes: gateway.scopes)
        return inspection.json
    }
}
