/// What happens when a refresh token comes a second time, besides its refusal.
package enum RefreshReuse: String, Sendable, Hashable, CaseIterable {
    /// It may have been stolen: every token that came from the same sign-in is revoked (RFC 9700 §4.14.2).
    case revoke
    case refuse
}
