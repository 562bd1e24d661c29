import JWT
import OpenSSL
import TestSupport

/// Tokens as nobody honest would make them: whatever bytes, signed all the same.
enum Forge {
    static let header = #"{"alg":"HS256","typ":"JWT"}"#
    /// Good at the instant at which a test's clock stands.
    static let claims = #"{"iat":1767323045,"exp":1767326645,"client_id":"c","jti":"j"}"#

    static func encode(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    /// The HS256 signature of any text.
    static func signature(of text: String, key: [UInt8] = TestGateway.key) -> [UInt8] {
        let code = HMACSHA256(key: key).code(of: Array(text.utf8).span)
        return (0..<32).map { code[$0] }
    }

    /// Header and payload as they stand, encoded or not, and their signature.
    static func sign(encoded: String, key: [UInt8] = TestGateway.key) -> String {
        encoded + "." + Base64URL.encode(signature(of: encoded, key: key))
    }

    static func sign(header: [UInt8], claims: [UInt8], key: [UInt8] = TestGateway.key) -> String {
        sign(encoded: Base64URL.encode(header) + "." + Base64URL.encode(claims), key: key)
    }

    static func sign(
        header: String = header,
        _ claims: String = claims,
        key: [UInt8] = TestGateway.key
    ) -> String {
        sign(header: Array(header.utf8), claims: Array(claims.utf8), key: key)
    }

    /// Without a signature, and without the dot in front of it.
    static func unsigned(header: String = header, _ claims: String = claims) -> String {
        encode(header) + "." + encode(claims)
    }

    /// The three parts of a good token.
    static func parts(_ token: String) -> [String] {
        token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}
