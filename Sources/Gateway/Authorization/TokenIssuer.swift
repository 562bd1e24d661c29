internal import JSON
internal import JWT
internal import OpenSSL

/// Stamps and signs access tokens by the scope in force, and puts the token endpoint's answer together.
struct TokenIssuer {
    private let signer: TokenSigner

    init(signer: TokenSigner) { self.signer = signer }

    /// The answer of RFC 6749 §5.1 to a successful request.
    ///
    /// - Parameters:
    ///   - id: of the token.
    ///   - overrides: claims that replace the usual ones; null removes one.
    ///   - refreshToken: absent for client credentials, as in the real service.
    func answer(
        client: String,
        subject: String,
        id: String = UUID.random().text,
        scope: Scope,
        moment: Moment,
        overrides: JSONObject = JSONObject(),
        refreshToken: String? = nil
    ) -> JSONValue? {
        let claims = AccessTokenClaims.make(
            client: client,
            subject: subject,
            id: id,
            now: moment.issuerNow,
            lifetime: scope.settings.tokenLifetime,
            precision: scope.settings.timestampPrecision,
            rounding: scope.settings.iatRounding,
            backdate: scope.settings.backdate
        ).merging(overrides)
        guard let token = signer.sign(claims) else { return nil }
        var answer = JSONObject([.init(key: "access_token", value: .string(token))])
        if let refreshToken { answer["refresh_token"] = .string(refreshToken) }
        answer["token_type"] = "bearer"
        answer["expires_in"] = JSONValue(scope.settings.advertisedExpiresIn)
        return .object(answer)
    }
}
