internal import COpenSSL

/// SHA-256 of a whole message (FIPS 180-4).
package enum SHA256 {
    package static func hash(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let isHashed = EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil) == 1
        precondition(isHashed, "libcrypto has no SHA-256")
        return digest
    }
}
