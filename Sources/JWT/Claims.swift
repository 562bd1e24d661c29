package import JSON

/// The claims that a gateway acts on (RFC 7519 §4.1), as the token states them.
///
/// A validator decides what the times mean, and which of them must be there.
package struct Claims: Sendable, Hashable {
    /// `client_id`, or `sub` if a foreign issuer leaves that out.
    package var client: String?
    package var id: String?
    package var subject: String?
    package var issuedAt: TimeClaim
    package var notBefore: TimeClaim
    package var expiration: TimeClaim
    /// The first claim of a name that is no string, which every library refuses.
    package var invalidName: String?

    package init(
        issuedAt: NumericDate?,
        notBefore: NumericDate? = nil,
        expiration: NumericDate?,
        client: String? = nil,
        subject: String? = nil,
        id: String? = nil
    ) {
        self.issuedAt = TimeClaim(issuedAt)
        self.notBefore = TimeClaim(notBefore)
        self.expiration = TimeClaim(expiration)
        self.client = client
        self.subject = subject
        self.id = id
    }

    package init(_ payload: JSONObject) {
        issuedAt = TimeClaim(payload["iat"])
        notBefore = TimeClaim(payload["nbf"])
        expiration = TimeClaim(payload["exp"])
        subject = payload["sub"]?.string
        client = payload["client_id"].map(\.string) ?? subject
        id = payload["jti"]?.string
        invalidName = ["sub", "client_id", "jti"].first { payload[$0].map { $0.string == nil } ?? false }
    }

    /// Whether the token is a client's own, and no user's.
    package var isClientCredentials: Bool { subject == nil || subject == client }
}
