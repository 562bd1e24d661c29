internal import JSON
package import OpenSSL

/// A token whose signature holds, with the claims it carries.
///
/// Whether the token is good *now* is never part of it. It belongs to one event loop.
package final class VerifiedToken {
    let bytes: [UInt8]
    package let claims: Claims
    package let times: StampedTimes
    /// What tells it from others if it has no id: made once, when its signature is looked up.
    package let hash: String?
    /// What its times meant by the rules of the last request.
    private var meaning: TokenMeaning?

    /// The token's third part.
    package var signature: String {
        String(decoding: bytes[((bytes.lastIndex(of: UInt8(ascii: ".")) ?? -1) + 1)...], as: UTF8.self)
    }

    init(bytes: [UInt8], claims: Claims) {
        self.bytes = bytes
        self.claims = claims
        times = StampedTimes(claims)
        hash = claims.id == nil ? SHA256.shortText(of: bytes) : nil
    }

    /// What its times mean; this is kept, since the next request is nearly always judged by the same rules.
    func meaning(by rules: TokenRules) -> TokenMeaning {
        if let meaning, meaning.rules === rules { return meaning }
        let meaning = TokenMeaning(claims, by: rules)
        self.meaning = meaning
        return meaning
    }
}

/// Checks signatures under one HS256 key and remembers which bytes it has found good.
///
/// Each event loop has one.
package struct TokenVerifier {
    private let key: HMACSHA256
    private var cache = VerifiedTokenCache()

    package init(key: HMACSHA256) { self.key = key }

    /// The claims of `token`, whatever they say, or why it has none.
    package mutating func verify(_ token: Span<UInt8>) throws(TokenError) -> VerifiedToken {
        if let known = cache.find(token) { return known }
        let claims = try Self.claims(of: token, key: key)
        let verified = VerifiedToken(bytes: Array(copying: token), claims: claims)
        cache.insert(verified)
        return verified
    }

    /// The same without a cache, for a question about one token.
    package static func claims(of token: Span<UInt8>, key: HMACSHA256) throws(TokenError) -> Claims {
        let parsed = try ParsedToken(token)
        guard parsed.header["alg"] == .string("HS256") else { throw .algorithm }
        guard parsed.header["crit"] == nil else { throw .crit }
        guard isSigned(parsed, token, by: key) else { throw .signature }
        return Claims(try parsed.claims())
    }

    /// Whether `token` is of HS256 and its signature is by `key`, whatever else is wrong with it.
    package static func isSigned(_ token: Span<UInt8>, by key: HMACSHA256) throws(TokenError) -> Bool {
        let parsed = try ParsedToken(token)
        return parsed.header["alg"] == .string("HS256") && isSigned(parsed, token, by: key)
    }

    private static func isSigned(_ parsed: ParsedToken, _ token: Span<UInt8>, by key: HMACSHA256) -> Bool {
        key.isValid(parsed.signature.span, for: token.extracting(0..<parsed.signedCount))
    }
}

extension [UInt8] {
    init(copying span: Span<UInt8>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
}
