package import JSON

/// What an access token says.
package enum AccessTokenClaims {
    /// - Parameters:
    ///   - now: on the issuer's clock.
    ///   - subject: the client itself, or the user who signed in.
    ///   - backdate: how much earlier than `now` it says that it was issued; some issuers do so against clocks that are
    ///     behind.
    ///   - lifetime: enforced: `exp` is `iat` and so much.
    package static func make(
        client: String,
        subject: String,
        id: String,
        now: NumericDate,
        lifetime: Duration,
        precision: TimestampPrecision,
        rounding: TimestampRounding = .floor,
        backdate: Duration = .zero
    ) -> JSONObject {
        let issuedAt = (now - backdate).rounded(to: precision, rounding)
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
