package import JSON
package import JWT
package import Policy

/// A token as the gateway's issuer would make it, without a gateway.
package struct OfflineMinting: Sendable {
    private let client: String
    private let isUser: Bool
    private let settings: Settings
    private let overrides: JSONObject

    /// - Parameter overrides: claims that replace the usual ones; null removes one.
    package init(client: String, isUser: Bool, settings: Settings, overrides: JSONObject) {
        self.client = client
        self.isUser = isUser
        self.settings = settings
        self.overrides = overrides
    }

    package func token(at now: NumericDate, signer: TokenSigner) -> String {
        let policy = Policy(settings)
        let issuer = TokenIssuer(signer: signer)
        let claims = issuer.claims(
            client: client,
            subject: isUser ? BuiltInUser.id : client,
            id: issuer.nextID(),
            settings: settings,
            moment: policy.moment(trueNow: now)
        )
        return issuer.token(claims, overrides: overrides)
    }
}
