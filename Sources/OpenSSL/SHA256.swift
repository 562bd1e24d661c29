internal import COpenSSL

/// SHA-256 of a whole message (FIPS 180-4).
package enum SHA256 {
    package static func hash(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let isHashed = EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil) == 1
        precondition(isHashed, "libcrypto has no SHA-256")
        return digest
    }

    /// The first twelve digits of it, `sha256:0a1b2c3d4e5f`: enough to tell one message from others, and too few to be
    /// taken for the whole.
    package static func shortText(of message: [UInt8]) -> String {
        let digits = hash(message).prefix(6).flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] }
        return "sha256:" + String(decoding: digits, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
