import JSON
import JWT
import OpenSSL
import TestSupport
import Testing

@Suite struct TokenVerifierTests {
    private func verify(_ token: String, key: [UInt8] = TestGateway.key) throws -> Claims {
        var verifier = TokenVerifier(key: HMACSHA256(key: key))
        return try verifier.verify(Array(token.utf8).span).claims
    }

    /// The same, and what `strict` says of it.
    private func judge(_ token: String, key: [UInt8] = TestGateway.key) throws {
        let claims = try verify(token, key: key)
        do throws(TokenRefusal) {
            try TokenJudge.judge(claims, at: NumericDate(seconds: 1), tolerance: .zero, by: .strict)
        } catch {
            throw error.error
        }
    }

    private func decoded(_ text: String) throws -> [UInt8] {
        let bytes = Base64URL.decode(Array(text.utf8).span)
        return try #require(bytes)
    }

    private static let good = #"{"iat":100,"exp":200.5,"client_id":"c","sub":"s","jti":"j"}"#

    /// RFC 7515 A.1: its signature holds; what its payload lacks is an `iat`.
    @Test func agreesWithRFC7515() throws {
        let key = try decoded("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        let signed =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        #expect(throws: TokenError.claimMissing("iat")) {
            try judge(signed + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", key: key)
        }
        #expect(throws: TokenError.signature) {
            try verify(signed + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXg", key: key)
        }
    }

    /// A signature is good or bad whatever else is wrong with a token.
    @Test func checksASignatureAlone() throws {
        let key = HMACSHA256(key: TestGateway.key)
        let other = HMACSHA256(key: Array("another key of more than 32 bytes".utf8))
        for (header, claims, isSigned) in [
            (#"{"alg":"HS256"}"#, Self.good, true), (#"{"alg":"HS256","crit":["x"]}"#, Self.good, true),
            (#"{"alg":"HS256"}"#, "{}", true), (#"{"alg":"HS256"}"#, "no JSON", true),
            (#"{"alg":"none"}"#, Self.good, false), ("{}", Self.good, false),
        ] {
            let token = Array(TestGateway.sign(claims, header: header).utf8)
            #expect(try TokenVerifier.isSigned(token.span, by: key) == isSigned)
            #expect(try !TokenVerifier.isSigned(token.span, by: other))
        }
        #expect(throws: TokenError.malformed) { try TokenVerifier.isSigned(Array("a.b".utf8).span, by: key) }
    }

    @Test func readsClaims() throws {
        let claims = try verify(TestGateway.sign(Self.good))
        #expect(
            claims
                == Claims(
                    issuedAt: NumericDate(seconds: 100),
                    expiration: NumericDate(milliseconds: 200_500),
                    client: "c",
                    subject: "s",
                    id: "j"
                )
        )
    }

    @Test(arguments: [
        ("none", TokenError.algorithm), ("None", .algorithm), ("HS384", .algorithm), ("HS512", .algorithm),
        ("RS256", .algorithm),
        ("ES256", .algorithm), ("hs256", .algorithm), ("", .algorithm),
    ])
    func takesNoOtherAlgorithm(name: String, error: TokenError) throws {
        let token = TestGateway.sign(Self.good, header: #"{"alg":"\#(name)"}"#)
        #expect(throws: error) { try verify(token) }
        let unsigned = token.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(throws: error) { try verify(unsigned) }
    }

    @Test(arguments: [
        ("{}", TokenError.algorithm), (#"{"alg":256}"#, .algorithm), (#"{"alg":["HS256"]}"#, .algorithm),
        (#"{"alg":"HS256","crit":["exp"]}"#, .crit), (#"{"alg":"HS256","crit":null}"#, .crit), ("[]", .malformed),
        ("\"HS256\"", .malformed), ("", .malformed), (#"{"alg":"HS256","alg":"none"}"#, .malformed),
        (#"{"alg":"none","\u0061lg":"HS256"}"#, .malformed),
    ])
    func refusesHeaders(header: String, error: TokenError) throws {
        let token = TestGateway.sign(Self.good, header: header)
        #expect(throws: error) { try verify(token) }
    }

    @Test(arguments: [
        (#"{"exp":2}"#, TokenError.claimMissing("iat")), (#"{"iat":1}"#, .claimMissing("exp")),
        ("{}", .claimMissing("iat")),
        (#"{"iat":"1","exp":2}"#, .claimInvalid("iat")), (#"{"iat":1,"exp":"2"}"#, .claimInvalid("exp")),
        (#"{"iat":true,"exp":2}"#, .claimInvalid("iat")), (#"{"iat":null,"exp":2}"#, .claimInvalid("iat")),
        (#"{"iat":1,"exp":null}"#, .claimInvalid("exp")), (#"{"iat":[1],"exp":2}"#, .claimInvalid("iat")),
        (#"{"iat":{},"exp":2}"#, .claimInvalid("iat")), (#"{"iat":-1,"exp":2}"#, .claimInvalid("iat")),
        (#"{"iat":1,"exp":1e400}"#, .claimInvalid("exp")), (#"{"iat":1e400,"exp":2}"#, .claimInvalid("iat")),
        (#"{"iat":1,"exp":99999999999999999999999999999999999999999}"#, .claimInvalid("exp")),
        (#"{"iat":1,"exp":1e18}"#, .claimInvalid("exp")), (#"{"iat":NaN,"exp":2}"#, .malformed),
        (#"{"iat":1,"exp":Infinity}"#, .malformed), (#"{"iat":0x1,"exp":2}"#, .malformed),
        (#"{"iat":1,"exp":2,"exp":3}"#, .claimInvalid("exp")),
        (#"{"iat":1,"exp":2,"\u0065xp":3}"#, .claimInvalid("exp")),
        (#"{"iat":1,"exp":2,"nbf":"x"}"#, .claimInvalid("nbf")),
        (#"{"iat":1,"exp":2,"client_id":7}"#, .claimInvalid("client_id")),
        (#"{"iat":1,"exp":2,"sub":{}}"#, .claimInvalid("sub")), (#"{"iat":1,"exp":2"#, .malformed), ("[]", .malformed),
        ("7", .malformed), ("", .malformed), (#"{"iat":1,"exp":2} {}"#, .malformed),
    ])
    func refusesPayloads(payload: String, error: TokenError) throws {
        let token = TestGateway.sign(payload)
        #expect(throws: error) { try judge(token) }
    }

    /// The client of a token is known whatever is wrong with its times.
    @Test(arguments: [#"{"client_id":"c"}"#, #"{"iat":"now","sub":"c"}"#, #"{"exp":[],"client_id":"c","sub":7}"#])
    func namesTheClientWithoutTimes(payload: String) throws {
        #expect(try verify(TestGateway.sign(payload)).client == "c")
        #expect(try verify(TestGateway.sign(#"{"client_id":7,"sub":"s"}"#)).client == nil)
    }

    @Test func refusesDepthAndSize() throws {
        let deep = #"{"iat":1,"exp":2,"x":"# + String(repeating: "[", count: 10_000)
        #expect(throws: TokenError.malformed) { try verify(TestGateway.sign(deep)) }
        let wide = #"{"iat":1,"exp":2,"x":""# + String(repeating: "y", count: 100_000) + #""}"#
        _ = try verify(TestGateway.sign(wide))
    }

    /// Whatever is wrong with its form, a token is only refused.
    @Test(arguments: [
        "", ".", "..", "...", "a.b", "a.b.c", "e30.e30.", "e30.e30.e30.e30", " e30.e30.e30", "e30=.e30.e30",
    ])
    func refusesForms(token: String) {
        #expect(throws: TokenError.self) { try verify(token) }
    }

    @Test func everyCharacterCounts() throws {
        let token = Array(TestGateway.sign(Self.good).utf8)
        var verifier = TokenVerifier(key: HMACSHA256(key: TestGateway.key))
        // With the good one remembered, which must not let another one pass.
        _ = try verifier.verify(token.span)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: TokenError.self) { try verifier.verify(changed.span) }
            #expect(throws: TokenError.self) { try verifier.verify(Array(token[..<index]).span) }
        }
        _ = try verifier.verify(token.span)
    }

    /// Each of the 256 bits of a signature.
    @Test func everyBitOfTheSignatureCounts() throws {
        let token = TestGateway.sign(Self.good)
        let parts = token.split(separator: ".").map(String.init)
        let signature = try decoded(parts[2])
        var verifier = TokenVerifier(key: HMACSHA256(key: TestGateway.key))
        _ = try verifier.verify(Array(token.utf8).span)
        for bit in 0..<256 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            let forged = "\(parts[0]).\(parts[1]).\(Base64URL.encode(changed))"
            #expect(throws: TokenError.signature) { try verifier.verify(Array(forged.utf8).span) }
        }
    }

    /// Ten thousand are remembered, but for a few; of more, no more than there is room for, and none is mixed up.
    @Test(arguments: [(10_000, 9_900...10_000), (20_000, 0...16_384)])
    func remembersManyTokens(count: Int, known: ClosedRange<Int>) throws {
        var verifier = TokenVerifier(key: HMACSHA256(key: TestGateway.key))
        let tokens = (0..<count).map { Array(TestGateway.sign(#"{"iat":\#($0),"exp":20000}"#).utf8) }
        var before: [VerifiedToken] = []
        var remembered = 0
        // The memory grows in the first turns, and has them all behind the third.
        for _ in 0..<4 {
            var verified: [VerifiedToken] = []
            for (index, token) in tokens.enumerated() {
                verified.append(try verifier.verify(token.span))
                #expect(verified[index].claims.issuedAt.instant == NumericDate(seconds: index))
            }
            remembered = zip(before, verified).count { $0 === $1 }
            before = verified
        }
        #expect(known.contains(remembered), "\(remembered)")
    }

    @Test func signsWhatItVerifies() throws {
        let signer = TokenSigner(key: HMACSHA256(key: TestGateway.key))
        let claims = AccessTokenClaims(
            client: "c",
            subject: "u",
            id: "j",
            now: NumericDate(seconds: 100, nanoseconds: 123_999_999),
            lifetime: .seconds(60),
            precision: .milliseconds
        )
        let token = signer.sign(claims.json)
        #expect(token.hasPrefix("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
        let read = try verify(token)
        #expect(read.issuedAt.instant == NumericDate(milliseconds: 100_123))
        #expect(read.notBefore == read.issuedAt)
        #expect(read.expiration.instant == NumericDate(milliseconds: 160_123))
        #expect(read.client == "c" && read.subject == "u" && read.id == "j" && !read.isClientCredentials)
    }
}
