internal import OpenSSL

/// What stands in the place of a secret.
package enum MaskedValue {
    /// A shorter secret may be guessed, and so found by its hash.
    static let shortestHashed = 20

    /// `***`, or for one as long as a token the first twelve digits of its SHA-256, `sha256:0a1b2c3d4e5f`: whether two
    /// are the same can be told by that, and what they are cannot.
    package static func of(_ secret: some StringProtocol) -> String {
        guard secret.utf8.count >= shortestHashed else { return "***" }
        return SHA256.shortText(of: Array(secret.utf8))
    }
}
