import JSON
import JWT
import TestSupport
import Testing

/// What each library makes of times that are no plain numbers of seconds, by those that were run: PyJWT 2.15.1, 2.6.0
/// and 2.5.0, joserfc 1.8.0, Authlib 1.9.9, python-jose 3.5.0, jwcrypto 1.6.1.
@Suite struct ReadingTests {
    static let validators: [Validator] = [.pyjwt, .pyjwt26, .pyjwt25, .joserfc, .authlib, .pythonJose, .jwcrypto]

    /// One character a library in that order, for `iat`, `nbf` and `exp`: `+` accepted, `-` refused.
    static let table: [(value: String?, issuedAt: String, notBefore: String, expiration: String)] = [
        (nil, "+++++++", "+++++++", "+++++++"),
        ("1767322045", "+++++++", "+++++++", "-------"),
        ("1767324045", "--+--++", "-------", "+++++++"),
        ("1767322045.5", "+++++++", "+++++++", "-------"),
        ("1.767322045e9", "+++++++", "+++++++", "-------"),
        ("1767324045000", "--+--++", "-------", "+++++++"),
        ("9223372036854775808", "--+--++", "-------", "+++++++"),
        ("1e18", "--+--++", "-------", "+++++++"), ("1e19", "--+--++", "-------", "+++++++"),
        ("1e40", "--+--++", "-------", "+++++++"), ("1e300", "--+--++", "-------", "+++++++"),
        ("1e400", "-------", "-------", "----+--"),
        ("-1", "+++++++", "+++++++", "-------"), ("-0", "+++++++", "+++++++", "-------"),
        ("0", "+++++++", "+++++++", "-------"), ("-1e300", "+++++++", "+++++++", "-------"),
        (#""1767322045""#, "+-+--++", "+++--+-", "-------"), (#""1767324045""#, "--+--++", "-------", "+++--+-"),
        (#""1767324045.5""#, "-------", "-------", "-------"), (#""1e18""#, "-------", "-------", "-------"),
        (#"" 1767324045 ""#, "--+--++", "-------", "+++--+-"), (#""1767_324045""#, "--+--++", "-------", "+++--+-"),
        (#""+1767324045""#, "--+--++", "-------", "+++--+-"), (#""-5""#, "+-+--++", "+++--+-", "-------"),
        (#""""#, "-------", "-------", "-------"), (#""now""#, "-------", "-------", "-------"),
        (#""9999999999999999999999999999999999999999""#, "--+--++", "-------", "+++--+-"),
        (#""\u0661""#, "+-+--++", "+++--+-", "-------"),
        ("null", "------+", "-------", "-------"), ("true", "+++--++", "+++--++", "-------"),
        ("false", "+++--++", "+++--++", "-------"), ("[]", "-------", "-------", "-------"),
        ("{}", "-------", "-------", "-------"),
    ]

    @Test(arguments: validators.indices)
    func readsAsTheLibraryDoes(index: Int) throws {
        let court = try TokenCourt(validator: Self.validators[index])
        for (value, issuedAt, notBefore, expiration) in Self.table {
            for (claim, signs) in [("iat", issuedAt), ("nbf", notBefore), ("exp", expiration)] {
                var claims = ["iat": "1767322045", "nbf": "1767322045", "exp": "1767324045"]
                claims[claim] = value
                let payload =
                    "{" + claims.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
                let isAccepted = Array(signs)[index] == "+"
                let judgement = try court.judge(Forge.sign(payload), "\(payload)")
                #expect((judgement == .accepted) == isAccepted, "\(payload)")
            }
        }
    }

    /// Libraries whose sources were read, each at the point in which it differs.
    @Test(
        arguments: [
            (.nodeJsonwebtoken, #"{"iat":"x","exp":1e400}"#, nil),
            (.nodeJsonwebtoken, #"{"exp":null}"#, "claim_invalid"),
            (.jose, #"{"iat":1e400,"exp":1e400}"#, nil), (.jose, #"{"iat":"1"}"#, "claim_invalid"),
            (.joseMaxAge, #"{"exp":1767324045}"#, "claim_missing"), (.auth0Express, #"{"iat":1}"#, "claim_missing"),
            (.auth0JavaJWT, #"{"iat":null,"nbf":null,"exp":null}"#, nil),
            (.auth0JavaJWT, #"{"exp":31556889864403199}"#, nil),
            (.auth0JavaJWT, #"{"exp":31556889864403200}"#, "claim_invalid"),
            (.jjwt, #"{"exp":"1767324045"}"#, nil), (.jjwt, #"{"exp":" 1767324045"}"#, "claim_invalid"),
            (.jjwt, #"{"exp":9223372036854775}"#, nil), (.jjwt, #"{"exp":9223372036854776}"#, "claim_invalid"),
            (.microsoft, #"{"iat":1}"#, "claim_missing"), (.kong, #"{"exp":1767324045}"#, "claim_missing"),
            (.envoy, #"{"exp":0}"#, nil), (.envoy, #"{"exp":1}"#, "expired"), (.envoy, #"{"iat":-1}"#, "claim_invalid"),
            (.envoy, #"{"exp":18446744073709551615}"#, nil),
            (.envoy, #"{"exp":18446744073709551616}"#, "claim_invalid"),
            (.golangJWT, #"{"iat":"x","exp":0}"#, nil), (.golangJWT, #"{"exp":"1767324045"}"#, "claim_invalid"),
            (.golangJWTIssuedAt, #"{"iat":"1"}"#, "claim_invalid"),
            (.golangJWT, #"{"exp":9223372036854775807}"#, nil),
            (.golangJWT, #"{"exp":9223372036854775808}"#, "claim_invalid"),
            (.rustJsonwebtoken, "{}", "claim_missing"), (.rustJsonwebtoken, #"{"iat":[],"nbf":{},"exp":1e19}"#, nil),
            (.golangJWT3, #"{"exp":0}"#, nil), (.auth0JavaJWT42, #"{"exp":1767323045}"#, nil),
            (.apisix, #"{"iat":"x","nbf":1767323044}"#, nil), (.apisix, #"{"nbf":1767323045}"#, "nbf_in_future"),
            (.apisix, #"{"nbf":null}"#, "claim_invalid"), (.openidcBearer, #"{"iat":9e9}"#, nil),
            (.cryptJWT, #"{"exp":"1767323045.5x"}"#, nil), (.cryptJWT, #"{"exp":"1767323045x"}"#, "expired"),
            (.cryptJWT, #"{"exp":" 1767323.046e3e"}"#, nil), (.cryptJWT, #"{"exp":"1_767_324_045"}"#, "expired"),
            (.cryptJWT, #"{"exp":"soon"}"#, "expired"), (.cryptJWT, #"{"nbf":"."}"#, nil),
            (.haproxy, #"{"iat":[],"nbf":9e9,"exp":1}"#, nil), (.haproxy, #"{"sub":1}"#, "claim_invalid"),
            (.libjwt, #"{"exp":1767324045}"#, nil), (.libjwt, #"{"exp":1767324045.5}"#, "claim_invalid"),
            (.libjwt, #"{"exp":1767324045.0}"#, "claim_invalid"), (.libjwt, #"{"nbf":1e9}"#, "claim_invalid"),
            (.libjwt, #"{"nbf":-5,"iat":1.5}"#, nil), (.libjwt, #"{"exp":9223372036854775808}"#, "claim_invalid"),
            (.googleAuth, #"{"exp":1767324045}"#, "claim_missing"), (.googleAuth, #"{"iat":1}"#, "claim_missing"),
            (.googleAuth, #"{"iat":true,"exp":1e400}"#, nil), (.googleAuth, #"{"iat":"1","exp":9e9}"#, "claim_invalid"),
            (.googleAuthNode, #"{"iat":"1","exp":"1767324045"}"#, nil),
            (.googleAuthNode, #"{"iat":0,"exp":1767324045}"#, "claim_missing"),
            (.cryptojwt, #"{"exp":"1767323031"}"#, nil), (.cryptojwt, #"{"exp":"1767323030"}"#, "expired"),
            (.goOIDC, "{}", "claim_missing"), (.goOIDC, #"{"nbf":null,"exp":"1767324045"}"#, nil),
            (.goOIDC, #"{"nbf":1767323345,"exp":1767324045}"#, nil),
            (.goOIDC, #"{"nbf":1767323346,"exp":1767324045}"#, "nbf_in_future"),
            (.jwx, #"{"iat":"1767323045","exp":0}"#, nil), (.jwx, #"{"exp":null}"#, "claim_invalid"),
            (.simplejwt, "{}", "claim_missing"), (.awsJWTVerify, #"{"iat":1e400}"#, "claim_invalid"),
            (.quarkus, #"{"exp":1767324045}"#, "claim_missing"),
            (.oktaGolang, #"{"nbf":"x","exp":9e9}"#, "claim_missing"),
            (.modAuthOpenIDC, #"{"iat":1767322444,"exp":9e9}"#, "iat_too_old"),
            (.modAuthOpenIDC, #"{"iat":1767322445,"exp":1767323045}"#, nil),
            (.modAuthOpenIDC, #"{"iat":1767322445,"exp":1767323044}"#, "expired"),
            (.phpJWT5, #"{"iat":9e9,"nbf":1}"#, "iat_in_future"), (.phpJWT, #"{"iat":9e9,"nbf":1}"#, nil),
            (.phpJWT, #"{"exp":" 1767324045.5 "}"#, nil), (.phpJWT, #"{"exp":"1.767324045e9"}"#, nil),
            (.phpJWT, #"{"exp":"1_767_324_045"}"#, "claim_invalid"),
            (.lcobucciJWT, #"{"exp":"1767323045.5"}"#, nil), (.lcobucciJWT, #"{"exp":".5"}"#, "expired"),
            (.lcobucciJWT, #"{"exp":null}"#, "claim_invalid"),
            (.rubyJWT, #"{"exp":"1767324045 or so"}"#, nil), (.rubyJWT, #"{"exp":"soon"}"#, "expired"),
            (.rubyJWT, #"{"exp":"1e12"}"#, "expired"), (.rubyJWT, #"{"exp":null}"#, "expired"),
            (.rubyJWT, #"{"nbf":null}"#, nil), (.rubyJWT, #"{"iat":"1","exp":1767324045}"#, nil),
            (.rubyJWTIssuedAt, #"{"iat":"1","exp":1767324045}"#, "claim_invalid"),
        ] as [(Validator, String, String?)]
    )
    func readsAsItsSourceSays(validator: Validator, payload: String, reason: String?) throws {
        #expect(try TokenCourt(validator: validator).judge(Forge.sign(payload)).reason == reason)
    }

    /// `strict` demands both, and takes numbers up to the year 9999 alone.
    @Test(
        arguments: [
            ("{}", "iat"), (#"{"iat":1767323045}"#, "exp"), (#"{"exp":1767324045}"#, "iat"),
            (#"{"iat":"1767323045","exp":1767324045}"#, "iat"), (#"{"iat":1,"exp":1767324045000}"#, "exp"),
        ]
    )
    func strictStaysStrict(payload: String, claim: String) throws {
        for validator in [Validator.strict, .wholeSecond] {
            #expect(try TokenCourt(validator: validator).judge(Forge.sign(payload)).claim == claim)
        }
    }

    /// The control interface says what it would take elsewhere, of what is refused for a time alone.
    @Test func tellsWhatItWouldTake() throws {
        let court = try TokenCourt()
        func families(_ payload: String) throws -> [JSONValue]? {
            let token = Forge.sign(payload)
            return try court.gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json?[
                "families"
            ]?
            .array
        }
        let early = try families(#"{"iat":1767323045.2,"exp":1767326645}"#)
        #expect(early?.first?["outcome"] == "never_looks" && early?.first?["claim"] == "iat")
        #expect(early?.first?["validators"]?.array?.contains("spring") == true)
        let heals = early?.first { $0["inMs"] == 200 }
        #expect(heals?["outcome"] == "heals" && heals?["validators"]?.array?.contains("lcobucci-jwt") == true)
        #expect(try families(#"{"iat":1767323045,"exp":1767326645}"#) == nil)
        #expect(try families(#"{"iat":1767323045,"exp":1767326645,"sub":1}"#) == nil)
    }

    /// A token that never dies is remembered as any other, and nobody says when it ends.
    @Test func livesForEverWithoutAnEnd() throws {
        let court = try TokenCourt(validator: .pyjwt)
        let token = Forge.sign(#"{"client_id":"c"}"#)
        for seconds in [0, 0, 200_000_000_000] {
            court.gateway.clock.set(NumericDate(seconds: 1_767_323_045 + seconds))
            #expect(try court.judge(token) == .accepted)
        }
        let told = try court.gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        #expect(told?["expiresInMs"] == nil && told?["demands"] == [])
        #expect(
            told?["takes"]?["exp"]?.string?.hasPrefix("numbers as large as a double, whole numbers in strings") == true
        )
    }
}
