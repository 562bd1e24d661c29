internal import JWT

/// An authorization code that has been given out (RFC 6749 §4.1.2).
struct AuthorizationCode: Sendable, Hashable {
    static let lifetime = Duration.seconds(300)

    /// Nil lets any client redeem it.
    var client: String?
    /// Nil matches any.
    var redirectURI: String?
    /// Of PKCE's S256 (RFC 7636 §4.2).
    var codeChallenge: String?
    /// Without a challenge, any verifier will do: for codes that a test has asked for, and for no others
    /// (RFC 9700 §4.8.2).
    var takesAnyVerifier = false
    /// On the issuer's clock.
    var expiresAt: NumericDate
    var signIn = SignIn()
}
