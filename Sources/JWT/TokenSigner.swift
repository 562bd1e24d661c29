package import JSON
package import OpenSSL

/// Makes HS256 tokens (RFC 7515 §3.1, §7.1).
///
/// Each event loop has one.
package struct TokenSigner {
    /// `{"alg":"HS256","typ":"JWT"}`, encoded, and the point behind it.
    private static let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.".utf8)

    private let key: HMACSHA256

    package init(key: HMACSHA256) { self.key = key }

    /// The token over `claims` as they stand, in their order.
    ///
    /// Nil only if libcrypto has no memory left.
    package func sign(_ claims: JSONObject) -> String? {
        var token: [UInt8] = []
        let isSigned = appendToken(over: JSONValue.object(claims).serialized(.compact).span, to: &token)
        return isSigned ? String(decoding: token, as: UTF8.self) : nil
    }

    /// Appends the token over `claims`, which is a JSON object in UTF-8.
    ///
    /// - Returns: false only if libcrypto has no memory left; then nothing is appended.
    package func appendToken(over claims: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        let start = output.count
        output.append(contentsOf: Self.header)
        Base64URL.append(claims, to: &output)
        guard let code = key.code(of: output.span.extracting(start..<output.count)) else {
            output.removeSubrange(start...)
            return false
        }
        output.append(UInt8(ascii: "."))
        Base64URL.append(code.span, to: &output)
        return true
    }
}
