internal import OpenSSL

/// What stands in the place of a secret.
package enum MaskedValue {
    /// A secret shorter than this may be guessed, and the guess proved by its hash.
    static let shortestHashed = 20

    /// `***`, or for a secret as long as a token the first twelve digits of its SHA-256, `sha256:0a1b2c3d4e5f`: they
    /// tell whether two secrets are the same, but not what they are.
    package static func of(_ secret: some StringProtocol) -> String {
        guard secret.utf8.count >= shortestHashed else { return "***" }
        return SHA256.shortText(of: Array(secret.utf8))
    }
}
