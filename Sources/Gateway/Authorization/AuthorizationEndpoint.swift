internal import HTTPMessages
internal import JSON
internal import JWT

/// `GET /oauth/authorize`: signs the built-in user in at once, and sends the browser back (RFC 6749 §4.1.1, §4.2.1).
struct AuthorizationEndpoint {
    private let grants: GrantStore
    private let issuer: TokenIssuer

    init(grants: GrantStore, issuer: TokenIssuer) {
        self.grants = grants
        self.issuer = issuer
    }

    /// Where the browser is sent back to, with what it was sent for or with an error.
    ///
    /// - Throws: where it must not be sent anywhere: the client or its address is missing or malformed
    ///   (RFC 6749 §4.1.2.1).
    func answer(
        _ request: Request,
        scopes: inout ScopeStore.Reader,
        trueNow: NumericDate,
        client: inout String?
    ) throws(OAuthError) -> String {
        let query = try Self.query(of: request)
        guard let id = query["client_id"] else { throw .clientNotFound }
        client = id
        guard let redirect = query["redirect_uri"], Self.isAddress(redirect) else {
            throw OAuthError(.invalidRequest, "redirect_uri is missing or no absolute address without fragment")
        }
        let scope = scopes.scope(for: id)
        let moment = scope.moment(trueNow: trueNow)
        let state = query["state"].map { [("state", $0)] } ?? []
        switch query["response_type"] {
        case "code":
            if let problem = Self.challengeProblem(query) {
                return Self.back(to: redirect, "?", Self.error("invalid_request", problem) + state)
            }
            let code = AuthorizationCode(
                client: id,
                redirectURI: redirect,
                codeChallenge: query["code_challenge"],
                expiresAt: moment.issuerNow + AuthorizationCode.lifetime
            )
            return Self.back(to: redirect, "?", [("code", grants.insert(code))] + state)
        case "token":
            guard
                let answer = issuer.answer(client: id, subject: BuiltInUser.id, scope: scope, moment: moment)?.object,
                let token = answer["access_token"]?.string
            else {
                return Self.back(to: redirect, "#", Self.error("server_error", "the token could not be signed") + state)
            }
            let values = [
                ("access_token", token), ("expires_in", "\(scope.settings.advertisedExpiresIn)"),
                ("token_type", "bearer"),
            ]
            return Self.back(to: redirect, "#", values + state)
        default:
            let problem = "response_type is not code or token"
            return Self.back(to: redirect, "?", Self.error("unsupported_response_type", problem) + state)
        }
    }

    private static func query(of request: Request) throws(OAuthError) -> FormParameters {
        do throws(FormParameters.Failure) {
            return try FormParameters(request.query)
        } catch {
            throw OAuthError(.invalidRequest, "the query is malformed or has a parameter twice")
        }
    }

    /// RFC 6749 §3.1.2: absolute, and without fragment.
    ///
    /// Visible ASCII, as it goes into a field.
    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first, text.utf8.count <= 2048 else {
            return false
        }
        let scheme = text[..<colon].utf8
        return (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
            && scheme.allSatisfy { $0.isTokenCharacter } && text.index(after: colon) < text.endIndex
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }

    /// RFC 7636 §4.4.1; S256 alone, as the SDKs send it.
    private static func challengeProblem(_ query: FormParameters) -> String? {
        guard let challenge = query["code_challenge"] else {
            return query["code_challenge_method"] == nil ? nil : "code_challenge is missing"
        }
        guard query["code_challenge_method"] == "S256" else { return "code_challenge_method is not S256" }
        return CodeChallenge.isChallenge(challenge) ? nil : "code_challenge is no S256 challenge"
    }

    private static func error(_ code: String, _ description: String) -> [(String, String)] {
        [("error", code), ("error_description", description)]
    }

    /// - Parameter mark: what the values stand behind: a query or a fragment.
    private static func back(to redirect: String, _ mark: String, _ values: [(String, String)]) -> String {
        let separator = mark == "?" && redirect.contains("?") ? "&" : mark
        return redirect + separator + PercentEncoding.pairs(values.map { (name: $0.0, value: $0.1) })
    }
}
