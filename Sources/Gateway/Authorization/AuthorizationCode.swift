internal import JWT

/// An authorization code that has been given out (RFC 6749 §4.1.2).
struct AuthorizationCode: Sendable, Hashable {
    static let lifetime = Duration.seconds(300)

    /// The client that may redeem it; nil lets any do so.
    var client: String?
    /// The redirect URI that has to be sent again; nil matches any.
    var redirectURI: String?
    /// The challenge of PKCE's S256 (RFC 7636 §4.2).
    var codeChallenge: String?
    /// Whether any verifier is good if there is no challenge: only for codes that a test has asked for (RFC 9700
    /// §4.8.2).
    var takesAnyVerifier = false
    /// When it ends, on the issuer's clock.
    var expiresAt: NumericDate
    var signIn = SignIn()
}
