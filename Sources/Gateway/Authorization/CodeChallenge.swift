internal import JWT
internal import OpenSSL

/// PKCE (RFC 7636): S256 only.
enum CodeChallenge {
    /// Whether it has 43 to 128 unreserved characters (§4.1).
    static func isVerifier(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count) && text.utf8.allSatisfy(isUnreserved)
    }

    /// Whether it is the base64url of a SHA-256 (§4.2).
    static func isChallenge(_ text: String) -> Bool {
        text.utf8.count == 43 && Base64URL.decode(Array(text.utf8).span)?.count == 32
    }

    static func matches(_ challenge: String, verifier: String) -> Bool {
        guard isVerifier(verifier) else { return false }
        return constantTimeEqual(Base64URL.encode(SHA256.hash(Array(verifier.utf8))).utf8, challenge.utf8)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
