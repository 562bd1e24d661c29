/// A claim that says when a token is good (RFC 7519 §4.1.4 to §4.1.6).
package enum TimedClaim: String, Sendable, Hashable, CaseIterable {
    case iat, nbf, exp

    /// Whether a token is good once its instant has come, and not until it has.
    package var isStart: Bool { self != .exp }
}
