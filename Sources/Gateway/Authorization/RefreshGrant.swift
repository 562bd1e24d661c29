internal import JWT

/// What a refresh token stands for.
struct RefreshGrant: Sendable, Hashable {
    static let lifetime = Duration.seconds(30 * 86_400)

    var client: String
    var subject: String
    /// Got by PKCE without a secret: it refreshes with `client_id` in the form.
    var isPublic: Bool
    /// On the issuer's clock.
    var expiresAt: NumericDate
    var signIn: SignIn
    /// What came after it, once it is spent.
    var successor: Successor?

    struct Successor: Sendable, Hashable {
        let token: String
        /// On the issuer's clock.
        let since: NumericDate
    }
}
