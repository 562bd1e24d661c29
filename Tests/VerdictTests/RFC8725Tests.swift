import JSON
import JWT
import TestSupport
import Testing

/// RFC 8725 (JSON Web Token Best Current Practices), section by section.
@Suite struct RFC8725Tests {
    /// What an attacker has: everything but the key.
    private static let publicKey = Array(
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYWnm/eplO9BFtXszMRQNl5UtoD7R
        4GSdiFbiMvhfNJ6+tw8oS8xiCDxhpcIvcEPFpIN7mWZgQYCeHzqYfFYxHg==
        -----END PUBLIC KEY-----

        """.utf8
    )

    static let algorithms: [TokenCase] = [
        TokenCase("3.1 alg none without a signature", "algorithm") { Forge.unsigned(header: #"{"alg":"none"}"#) + "." },
        TokenCase("3.1 alg none with a good signature", "algorithm") { Forge.sign(header: #"{"alg":"none"}"#) },
        TokenCase("3.1 RS256 in name, HMAC by the public key in fact", "algorithm") {
            Forge.sign(header: #"{"alg":"RS256"}"#, key: publicKey)
        },
        TokenCase("3.1 ES256 in name, HMAC by the public key in fact", "algorithm") {
            Forge.sign(header: #"{"alg":"ES256"}"#, key: publicKey)
        },
        TokenCase("3.1 HS256 by a key that is public", "signature") { Forge.sign(key: publicKey) },
        TokenCase("3.1 RS256 in name, HMAC by the gateway's own key", "algorithm") {
            Forge.sign(header: #"{"alg":"RS256"}"#)
        },
        TokenCase("3.2 HS512, which is good elsewhere", "algorithm") { Forge.sign(header: #"{"alg":"HS512"}"#) },
        TokenCase("3.2 HS1, which is nowhere", "algorithm") { Forge.sign(header: #"{"alg":"HS1"}"#) },
        TokenCase("3.2 the algorithm of another layer", "algorithm") {
            Forge.sign(header: #"{"enc":"A128CBC-HS256","alg":"dir"}"#)
        },
    ]

    static let operations: [TokenCase] = [
        TokenCase("3.3 no signature", "signature") { Forge.unsigned() + "." },
        TokenCase("3.3 a good signature of the claims alone", "signature") {
            let parts = Forge.parts(Forge.unsigned())
            return Forge.unsigned() + "." + Base64URL.encode(Forge.signature(of: parts[1]))
        },
        TokenCase("3.3 a good token in a good token, whose claims are the inner one's", "malformed") {
            Forge.sign(header: #"{"alg":"HS256","cty":"JWT"}"#, Forge.sign())
        },
        TokenCase("3.3 a forged token in a good token", "malformed") {
            Forge.sign(header: #"{"alg":"HS256","cty":"JWT"}"#, Forge.sign(key: publicKey))
        },
        TokenCase("3.4 ECDH-ES with a point on no curve", "malformed") {
            let header = #"{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#
            return Forge.encode(header) + "..AAAA.AAAA.AAAA"
        },
        TokenCase("3.5 signed by a word", "signature") { Forge.sign(key: Array("secret".utf8)) },
        TokenCase("3.5 signed by nothing", "signature") { Forge.sign(key: []) },
        TokenCase("3.5 signed by 32 zeros", "signature") { Forge.sign(key: [UInt8](repeating: 0, count: 32)) },
        TokenCase("3.6 compressed claims", "malformed") {
            // `{}` by DEFLATE.
            let header = Array(#"{"alg":"HS256","zip":"DEF"}"#.utf8)
            return Forge.sign(header: header, claims: [0xAB, 0xAE, 0x05, 0x00])
        },
        TokenCase("3.6 zip, which means nothing here, over plain claims", nil) {
            Forge.sign(header: #"{"alg":"HS256","zip":"DEF"}"#)
        },
    ]

    static let encodings: [TokenCase] = [
        TokenCase("3.7 claims in UTF-16", "malformed") {
            let claims = Forge.claims.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return Forge.sign(header: Array(Forge.header.utf8), claims: claims)
        },
        TokenCase("3.7 claims in Latin-1", "malformed") {
            let claims = Array(#"{"iat":1767323045,"exp":1767326645,"name":"J"#.utf8) + [0xFC] + Array(#"rgen"}"#.utf8)
            return Forge.sign(header: Array(Forge.header.utf8), claims: claims)
        },
        TokenCase("3.7 a header in UTF-16", "malformed") {
            let header = Forge.header.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return Forge.sign(header: header, claims: Array(Forge.claims.utf8))
        },
        TokenCase("3.7 claims in UTF-8", nil) {
            Forge.sign(#"{"iat":1767323045,"exp":1767326645,"name":"Jürgen \#u{1F600}"}"#)
        },
    ]

    /// What this gateway leaves open on purpose: any issuer, subject, audience and type is good by the right key.
    static let claims: [TokenCase] = [
        TokenCase("3.8 another issuer, by the right key", nil) {
            Forge.sign(#"{"iss":"https://elsewhere.example","iat":1767323045,"exp":1767326645}"#)
        },
        TokenCase("3.8 another issuer, by another key", "signature") {
            Forge.sign(#"{"iss":"mock-gateway","iat":1767323045,"exp":1767326645}"#, key: publicKey)
        },
        TokenCase("3.8 a subject that is none", .refused("claim_invalid", claim: "sub")) {
            Forge.sign(#"{"sub":["a","b"],"iat":1767323045,"exp":1767326645}"#)
        },
        TokenCase("3.9 another audience, by the right key", nil) {
            Forge.sign(#"{"aud":["https://elsewhere.example"],"iat":1767323045,"exp":1767326645}"#)
        },
        TokenCase("3.11 another type, by the right key", nil) {
            Forge.sign(header: #"{"alg":"HS256","typ":"secevent+jwt"}"#)
        },
        TokenCase("3.11 no type", nil) { Forge.sign(header: #"{"alg":"HS256"}"#) },
    ]

    /// 3.10: nothing that a header points to is followed, read or taken for a key.
    static let pointers: [TokenCase] = [
        #""kid":"../../../../dev/null""#, #""kid":"' UNION SELECT 'secret' --""#, #""kid":"a|sleep 1""#, #""kid":7"#,
        #""jku":"http://127.0.0.1:1/keys""#, #""jku":"file:///dev/null""#, #""x5u":"http://127.0.0.1:1/chain""#,
        #""jwk":{"kty":"oct","k":"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0"}"#, #""x5c":["MIIB"]"#, #""x5t":"AA""#,
        #""x5t#S256":"AA""#,
    ].flatMap { member in
        let header = #"{"alg":"HS256",\#(member)}"#
        return [
            TokenCase("3.10 \(member), by the right key", nil) { Forge.sign(header: header) },
            TokenCase("3.10 \(member), by a key of the attacker's", "signature") {
                Forge.sign(header: header, key: Array("-----BEGIN PUBLIC KEY-----".utf8))
            },
            TokenCase("3.10 \(member), by nothing", "signature") { Forge.sign(header: header, key: []) },
        ]
    }

    @Test(arguments: algorithms + operations + encodings + claims + pointers)
    func isFollowed(row: TokenCase) throws {
        let token = try row.token()
        #expect(try TokenCourt().judge(token) == row.expected)
    }

    /// 3.12: what is good for one thing is no good for another.
    @Test func oneKindOfTokenIsNoOther() throws {
        let court = try TokenCourt()
        let tokens = try court.gateway.userTokens()
        let code = try court.gateway.control("POST", "tokens", body: #"{"code": true}"#).json?["code"]?.string
        #expect(try court.judge(tokens.access) == .accepted)
        #expect(try court.judge(tokens.refresh) == .refused("malformed"))
        #expect(try court.judge(try #require(code)) == .refused("malformed"))
        for form in ["grant_type=refresh_token&refresh_token=", "grant_type=authorization_code&redirect_uri=a:b&code="]
        {
            #expect(try court.gateway.token(form + tokens.access).json?["error"] == "invalid_grant")
        }
    }
}
