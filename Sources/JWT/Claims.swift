package import JSON

/// The claims that a gateway acts on (RFC 7519 §4.1), of the right type and in range.
package struct Claims: Sendable, Hashable {
    package var issuedAt: NumericDate
    package var notBefore: NumericDate?
    package var expiration: NumericDate
    /// `client_id`, or `sub` where a foreign issuer leaves that out.
    package var client: String?
    package var subject: String?
    package var id: String?

    package init(
        issuedAt: NumericDate,
        notBefore: NumericDate? = nil,
        expiration: NumericDate,
        client: String? = nil,
        subject: String? = nil,
        id: String? = nil
    ) {
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiration = expiration
        self.client = client
        self.subject = subject
        self.id = id
    }

    package init(_ payload: JSONObject) throws(TokenError) {
        guard let issuedAt = try Self.date("iat", in: payload) else { throw .claimMissing("iat") }
        guard let expiration = try Self.date("exp", in: payload) else { throw .claimMissing("exp") }
        self.issuedAt = issuedAt
        self.expiration = expiration
        notBefore = try Self.date("nbf", in: payload)
        subject = try Self.string("sub", in: payload)
        client = try Self.string("client_id", in: payload) ?? subject
        id = try Self.string("jti", in: payload)
    }

    /// Whether the token stands for a client itself and for no user.
    package var isClientCredentials: Bool { subject == nil || subject == client }

    private static func date(_ name: String, in payload: JSONObject) throws(TokenError) -> NumericDate? {
        guard let value = payload[name] else { return nil }
        guard let number = value.number, let date = NumericDate(number) else { throw .claimInvalid(name) }
        return date
    }

    private static func string(_ name: String, in payload: JSONObject) throws(TokenError) -> String? {
        guard let value = payload[name] else { return nil }
        guard let string = value.string else { throw .claimInvalid(name) }
        return string
    }
}
