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
    package func sign(_ claims: JSONObject) -> String {
        var token: [UInt8] = []
        appendToken(over: JSONValue.object(claims).serialized(.compact).span, to: &token)
        return String(decoding: token, as: UTF8.self)
    }

    /// Appends the token over `claims`, which is a JSON object in UTF-8.
    package func appendToken(over claims: Span<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: Self.header)
        Base64URL.append(claims, to: &output)
        let code = key.code(of: output.span.extracting(start..<output.count))
        output.append(UInt8(ascii: "."))
        Base64URL.append(code.span, to: &output)
    }
}
