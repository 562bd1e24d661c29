internal import JWT

/// What a refresh token stands for.
struct RefreshGrant: Sendable, Hashable {
    static let lifetime = Duration.seconds(30 * 86_400)

    var client: String
    var subject: String
    /// Whether it was got by PKCE without a secret; then it refreshes with `client_id` in the form.
    var isPublic: Bool
    /// When it ends, on the issuer's clock.
    var expiresAt: NumericDate
    var signIn: SignIn
    /// The token that came after it, once it is spent.
    var successor: Successor?

    struct Successor: Sendable, Hashable {
        let token: String
        /// When it took the place of the spent token, on the issuer's clock.
        let since: NumericDate
    }
}
