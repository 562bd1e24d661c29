internal import JSON
package import OpenSSL

/// A token whose signature holds, with the claims it carries.
///
/// Whether the token is good *now* is never part of it. It belongs to one event loop.
package final class VerifiedToken {
    // What every request asks for comes first: with ten thousand tokens, each line of the processor's caches counts.
    let bytes: [UInt8]
    /// The rules of the last request, and what the token's times and its life are by them.
    private var rules: TokenRules?
    private var life: TokenLife?
    private var meaning: TokenMeaning?
    package let times: StampedTimes
    /// What tells it from others if it has no id: made once, when its signature is looked up.
    package let hash: String?
    package let claims: Claims

    /// The token's third part.
    package var signature: String {
        String(decoding: bytes[((bytes.lastIndex(of: UInt8(ascii: ".")) ?? -1) + 1)...], as: UTF8.self)
    }

    init(bytes: [UInt8], claims: Claims) {
        self.bytes = bytes
        times = StampedTimes(claims)
        hash = claims.id == nil ? SHA256.shortText(of: bytes) : nil
        self.claims = claims
    }

    /// What its times mean; this is kept, since the next request is nearly always judged by the same rules.
    func meaning(by rules: TokenRules) -> TokenMeaning {
        if let meaning, self.rules === rules { return meaning }
        let meaning = TokenMeaning(claims, by: rules)
        self.rules = rules
        life = meaning.life
        self.meaning = meaning
        return meaning
    }

    /// When it is accepted, unless it is revoked; nil if it lacks what the rules need.
    func life(by rules: TokenRules) -> TokenLife? {
        if self.rules === rules { return life }
        return meaning(by: rules).life
    }
}

/// Checks signatures under one HS256 key and remembers which bytes it has found good.
///
/// Each event loop has one.
package struct TokenVerifier {
    /// 32 bytes in base64url.
    static let signatureCount = 43
    /// The longest header that is remembered; a longer one is read each time.
    private static let headerLimit = 256

    private let key: HMACSHA256
    private var cache = VerifiedTokenCache()
    /// The header of the last token that held, as it stands there, with its dot: nearly all tokens have the same.
    private var header: [UInt8] = []
    private var signature: [UInt8] = []

    package init(key: HMACSHA256) { self.key = key }

    /// The claims of `token`, whatever they say, or why it has none.
    package mutating func verify(_ token: Span<UInt8>) throws(TokenError) -> VerifiedToken {
        if let known = cache.find(token) { return known }
        let claims: Claims
        if let payload = signedPayload(token) {
            claims = try ClaimsReader.claims(in: payload.span)
        } else {
            claims = try Self.claims(of: token, key: key)
            rememberHeader(of: token)
        }
        let verified = VerifiedToken(bytes: Array(copying: token), claims: claims)
        cache.insert(verified)
        return verified
    }

    /// The payload of a token that has the header of the last one, if its signature holds; nil for any other token,
    /// which then has to be looked at piece by piece.
    private mutating func signedPayload(_ token: Span<UInt8>) -> [UInt8]? {
        let start = header.count
        let end = token.count - Self.signatureCount - 1
        guard start > 0, start <= end, token[end] == UInt8(ascii: ".") else { return nil }
        for index in 0..<start where token[index] != header[index] { return nil }
        let code = key.code(of: token.extracting(0..<end))
        signature.removeAll(keepingCapacity: true)
        // No bytes have a second spelling, so that texts can be compared as well.
        Base64URL.append(code.span, to: &signature)
        guard constantTimeEqual(signature.span, token.extracting((end + 1)..<token.count)) else { return nil }
        return Base64URL.decode(token.extracting(start..<end))
    }

    private mutating func rememberHeader(of token: Span<UInt8>) {
        let count = min(token.count, Self.headerLimit)
        guard let dot = (0..<count).first(where: { token[$0] == UInt8(ascii: ".") }) else { return }
        header = Array(copying: token.extracting(0...dot))
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
