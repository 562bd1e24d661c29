internal import HTTPMessages
internal import JWT
internal import Policy
internal import Rules

/// The request that a browser makes to `/oauth/authorize` (RFC 6749 §4.1.1, §4.2.1), in a query or in the login page's
/// form.
struct AuthorizationRequest: Sendable {
    enum ResponseType: String, Sendable { case code, token }

    let client: String
    let redirectURI: String
    /// The parameters that the login page passes on, in the order of its fields.
    let parameters: [(name: String, value: String)]
    private let form: FormParameters

    private static let names = [
        "client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method",
    ]

    /// - Throws: if the browser must not be sent anywhere, since the client or its address is missing or not its own
    ///   (RFC 6749 §4.1.2.1).
    init(
        _ form: FormParameters,
        policies: inout PolicyStore.Reader,
        trueNow: NumericDate,
        refusesUnknown: Bool
    ) throws(OAuthError) {
        guard let client = form["client_id"] else { throw .clientNotFound }
        let configured = policies.client(client, at: trueNow)
        if configured == nil, refusesUnknown { throw .clientNotFound }
        guard let redirect = form["redirect_uri"], RedirectURI.isGood(redirect) else {
            throw OAuthError(.invalidRequest, "redirect_uri is missing or no absolute address without fragment")
        }
        guard configured?.takes(redirectURI: redirect) ?? true else {
            throw OAuthError(.invalidRequest, "redirect_uri is not one of the client's")
        }
        self.client = client
        redirectURI = redirect
        self.form = form
        parameters = Self.names.compactMap { name in form[name].map { (name, $0) } }
    }

    var responseType: ResponseType? { form["response_type"].flatMap { ResponseType(rawValue: $0) } }
    var codeChallenge: String? { form["code_challenge"] }
    /// The user who is likely to sign in (OpenID Connect Core §3.1.2.1).
    var loginHint: String? { form["login_hint"] }

    /// What is wrong with it, to be said to the client by way of the browser.
    var problem: OAuthError? {
        switch responseType {
        case nil: OAuthError(.unsupportedResponseType, "response_type is not code or token")
        case .code: challengeProblem.map { OAuthError(.invalidRequest, $0) }
        case .token: nil
        }
    }

    /// What is wrong with its challenge (RFC 7636 §4.4.1); only S256 is good, which the SDKs send.
    private var challengeProblem: String? {
        guard let challenge = form["code_challenge"] else {
            return form["code_challenge_method"] == nil ? nil : "code_challenge is missing"
        }
        guard form["code_challenge_method"] == "S256" else { return "code_challenge_method is not S256" }
        return CodeChallenge.isChallenge(challenge) ? nil : "code_challenge is no S256 challenge"
    }

    /// The address to which the browser goes back, with `values` in the query for a code, in the fragment for a token.
    func back(_ values: [(name: String, value: String)]) -> String {
        let mark = responseType == .token ? "#" : "?"
        let isOpen = redirectURI.hasSuffix("?") || redirectURI.hasSuffix("&")
        let separator = mark == "?" && redirectURI.contains("?") ? (isOpen ? "" : "&") : mark
        let state = form["state"].map { [(name: "state", value: $0)] } ?? []
        return redirectURI + separator + PercentEncoding.pairs(values + state)
    }

    func back(_ error: OAuthError) -> String {
        back([("error", error.code.rawValue), ("error_description", error.description)])
    }
}
