package import JSON
package import OpenSSL

/// Makes HS256 tokens (RFC 7515 §3.1, §7.1).
///
/// One for each event loop.
package struct TokenSigner {
    /// `{"alg":"HS256","typ":"JWT"}`, encoded.
    private static let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)

    private let key: HMACSHA256

    package init(key: HMACSHA256) { self.key = key }

    /// The token over `claims` as they stand, in their order.
    ///
    /// Nil only where libcrypto has no memory left.
    package func sign(_ claims: JSONObject) -> String? {
        var token = Self.header
        token.append(UInt8(ascii: "."))
        Base64URL.append(JSONValue.object(claims).serialized(.compact).span, to: &token)
        guard let code = key.code(of: token.span) else { return nil }
        token.append(UInt8(ascii: "."))
        Base64URL.append(code.span, to: &token)
        return String(decoding: token, as: UTF8.self)
    }
}
