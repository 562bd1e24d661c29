internal import OpenSSL

/// What stands in the place of a secret.
enum MaskedValue {
    /// A shorter secret may be guessed, and so found by its hash.
    static let shortestHashed = 20
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// `***`, or for one as long as a token the first twelve digits of its SHA-256, `sha256:0a1b2c3d4e5f`: whether two
    /// are the same can be told by that, and what they are cannot.
    static func of(_ secret: some StringProtocol) -> String {
        guard secret.utf8.count >= shortestHashed else { return "***" }
        let digits = SHA256.hash(Array(secret.utf8)).prefix(6).flatMap { byte in
            [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        }
        return "sha256:" + String(decoding: digits, as: UTF8.self)
    }
}
