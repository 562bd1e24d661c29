package import JSON

/// What an access token says.
package enum AccessTokenClaims {
    /// - Parameters:
    ///   - now: on the issuer's clock.
    ///   - subject: the client itself, or the user who signed in.
    ///   - lifetime: enforced: `exp` is `iat` and so much.
    package static func make(
        client: String,
        subject: String,
        id: String,
        now: NumericDate,
        lifetime: Duration,
        precision: TimestampPrecision
    ) -> JSONObject {
        let issuedAt = now.floored(to: precision)
        return JSONObject([
            .init(key: "iss", value: "mock-gateway"),
            .init(key: "client_id", value: .string(client)),
            .init(key: "sub", value: .string(subject)),
            .init(key: "iat", value: issuedAt.json),
            .init(key: "nbf", value: issuedAt.json),
            .init(key: "exp", value: (issuedAt + lifetime).json),
            .init(key: "jti", value: .string(id)),
        ])
    }
}
