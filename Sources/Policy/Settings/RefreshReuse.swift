/// What a refresh token that comes a second time does besides being refused.
package enum RefreshReuse: String, Sendable, Hashable, CaseIterable {
    /// It may have been stolen: every token that came from the same sign-in is revoked (RFC 9700 §4.14.2).
    case revoke
    case refuse
}
