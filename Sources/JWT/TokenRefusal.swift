/// A token refused, with all that is told of it.
package struct TokenRefusal: Error, Sendable, Hashable {
    package let error: TokenError
    /// What may have gone wrong at the place where the token was made.
    package let hint: TokenHint?
    /// Whether the token was revoked, whatever else is wrong with it.
    package let isRevoked: Bool

    package init(_ error: TokenError, hint: TokenHint? = nil, isRevoked: Bool = false) {
        self.error = error
        self.hint = hint
        self.isRevoked = isRevoked || error == .revoked
    }
}
