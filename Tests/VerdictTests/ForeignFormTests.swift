import JWT
import TestSupport
import Testing

/// What the published JWS and JWT vectors try: other algorithms, other forms, other spellings.
@Suite struct ForeignFormTests {
    /// Every value of `alg` but the one, each without a signature, with a good one and with a bad one.
    static let algorithms: [TokenCase] = [
        #""none""#, #""None""#, #""NONE""#, #""nOnE""#, #""nonE""#, #""none ""#, #"" none""#, #""none\u0000""#, #""""#,
        #"" ""#, #""HS256 ""#, #"" HS256""#, #""HS256\u0000""#, #""HS256,none""#, #""hs256""#, #""Hs256""#,
        #""HS-256""#,
        #""HS_256""#, #""HS2560""#, #""HMACSHA256""#, #""http://www.w3.org/2001/04/xmldsig-more#hmac-sha256""#,
        #""HS1""#, #""HS224""#, #""HS384""#, #""HS512""#, #""RS256""#, #""RS384""#, #""RS512""#, #""PS256""#,
        #""ES256""#, #""ES256K""#, #""ES384""#, #""EdDSA""#, #""A128KW""#, #""dir""#, #""PBES2-HS256+A128KW""#, "null",
        "true", "false", "256", "0", "[]", #"["HS256"]"#, "{}", #"{"HS256":true}"#,
    ].flatMap { (value: String) -> [TokenCase] in
        let header = #"{"alg":\#(value),"typ":"JWT"}"#
        return [
            TokenCase("alg \(value), no signature", "algorithm") { Forge.unsigned(header: header) + "." },
            TokenCase("alg \(value), a good signature", "algorithm") { Forge.sign(header: header) },
            TokenCase("alg \(value), a bad signature", "algorithm") {
                Forge.unsigned(header: header) + "." + String(repeating: "A", count: 43)
            },
        ]
    }

    static let headers: [TokenCase] = [
        ("no alg", "{}", "algorithm"), ("Alg", #"{"Alg":"HS256"}"#, "algorithm"),
        ("alg inside", #"{"x":{"alg":"HS256"}}"#, "algorithm"),
        ("crit", #"{"alg":"HS256","crit":["exp"],"exp":1}"#, "crit"),
        ("crit of nothing", #"{"alg":"HS256","crit":[]}"#, "crit"),
        ("crit null", #"{"alg":"HS256","crit":null}"#, "crit"),
        ("crit b64", #"{"alg":"HS256","b64":false,"crit":["b64"]}"#, "crit"),
        ("crit alg none", #"{"alg":"none","crit":["x"]}"#, "algorithm"),
        ("b64 false", #"{"alg":"HS256","b64":false}"#, nil),
        ("b64 true", #"{"alg":"HS256","b64":true}"#, nil), ("Crit", #"{"alg":"HS256","Crit":["x"]}"#, nil),
        ("unknown members", #"{"alg":"HS256","a":[1,{"b":null}],"http://x/":1e400}"#, nil),
        ("white space", "{ \"typ\" :\t\"JWT\" ,\r\n \"alg\" : \"HS256\" } ", nil),
        ("escapes in a name", #"{"\u0061l\u0067":"HS256"}"#, nil),
        ("escapes in a value", #"{"alg":"\u0048S25\u0036"}"#, nil),
        ("alg twice", #"{"alg":"HS256","alg":"HS256"}"#, "malformed"),
        ("alg twice, none first", #"{"alg":"none","alg":"HS256"}"#, "malformed"),
        ("alg twice, none last", #"{"alg":"HS256","alg":"none"}"#, "malformed"),
        ("alg twice by escapes", #"{"alg":"HS256","\u0061lg":"none"}"#, "malformed"),
        ("another member twice", #"{"alg":"HS256","kid":"a","kid":"b"}"#, "malformed"),
        ("a member of a member twice", #"{"alg":"HS256","x":{"y":1,"y":1}}"#, "malformed"),
        ("an array", #"[{"alg":"HS256"}]"#, "malformed"), ("a string", #""HS256""#, "malformed"),
        ("a number", "256", "malformed"), ("null", "null", "malformed"), ("true", "true", "malformed"),
        ("nothing", "", "malformed"), ("white space alone", " ", "malformed"),
        ("cut off", #"{"alg":"HS256""#, "malformed"),
        ("more behind it", #"{"alg":"HS256"}{}"#, "malformed"), ("a comma too many", #"{"alg":"HS256",}"#, "malformed"),
        ("a comment", #"{"alg":"HS256"/**/}"#, "malformed"), ("single quotes", "{'alg':'HS256'}", "malformed"),
        ("a byte order mark", "\u{FEFF}" + #"{"alg":"HS256"}"#, "malformed"),
        ("a NUL", "{\"alg\":\"HS256\"}\0", "malformed"),
        ("a raw line end", "{\"alg\":\"HS256\",\"x\":\"\n\"}", "malformed"),
        ("half a surrogate pair", #"{"alg":"HS256","x":"\ud800"}"#, "malformed"),
    ].map { (name: String, header: String, reason: String?) -> TokenCase in
        TokenCase("header: \(name)", reason) { Forge.sign(header: header) }
    }

    static let payloads: [TokenCase] = [
        ("an array", "[]", "malformed"), ("an array around it", "[\(Forge.claims)]", "malformed"),
        ("a string", #""iat""#, "malformed"), ("a number", "1", "malformed"), ("null", "null", "malformed"),
        ("true", "true", "malformed"), ("nothing", "", "malformed"), ("white space alone", " ", "malformed"),
        ("cut off", String(Forge.claims.dropLast()), "malformed"), ("more behind it", Forge.claims + "{}", "malformed"),
        ("a byte order mark", "\u{FEFF}" + Forge.claims, "malformed"),
        ("a NUL behind it", Forge.claims + "\0", "malformed"),
        ("white space around it", " \t\r\n" + Forge.claims + "\n", nil),
        ("a form feed", Forge.claims + "\u{0C}", "malformed"),
        ("an escaped NUL", #"{"iat":1767323045,"exp":1767326645,"x":"\u0000"}"#, nil),
        ("a raw NUL", "{\"iat\":1767323045,\"exp\":1767326645,\"x\":\"\0\"}", "malformed"),
        ("half a surrogate pair", #"{"iat":1767323045,"exp":1767326645,"x":"\udc00"}"#, "malformed"),
        ("half a surrogate pair in a name", #"{"iat":1767323045,"exp":1767326645,"\ud800":1}"#, "malformed"),
        ("a surrogate pair", #"{"iat":1767323045,"exp":1767326645,"x":"\ud83d\ude00"}"#, nil),
        ("no object but text", "iat=1767323045&exp=1767326645", "malformed"),
    ].map { name, claims, reason in TokenCase("payload: \(name)", reason) { Forge.sign(claims) } }

    /// What `x` holds, each in front of the end of an otherwise good payload.
    static let bytes: [TokenCase] = [
        ("a byte that begins nothing", [0x80]), ("an overlong NUL", [0xC0, 0x80]),
        ("an overlong slash", [0xE0, 0x80, 0xAF]),
        ("half a character", [0xE2, 0x82]), ("a surrogate", [0xED, 0xA0, 0x80]),
        ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
        ("0xFF", [0xFF]), ("0xFE", [0xFE]),
    ].flatMap { (name: String, bytes: [UInt8]) in
        let claims = Array(#"{"iat":1767323045,"exp":1767326645,"x":""#.utf8) + bytes + Array(#""}"#.utf8)
        let header = Array(#"{"alg":"HS256","x":""#.utf8) + bytes + Array(#""}"#.utf8)
        return [
            TokenCase("payload: \(name)", "malformed") {
                Forge.sign(header: Array(Forge.header.utf8), claims: claims)
            },
            TokenCase("header: \(name)", "malformed") {
                Forge.sign(header: header, claims: Array(Forge.claims.utf8))
            },
        ]
    }

    /// A payload that nobody can read is no reason to forgive what is wrong before it is read.
    static let order: [TokenCase] = ["", "[]", "no JSON", #"{"iat":1,"iat":1}"#, "{}", #"{"iat":null}"#].flatMap {
        claims in
        [
            TokenCase("alg none over \(claims)", "algorithm") { Forge.sign(header: #"{"alg":"none"}"#, claims) },
            TokenCase("crit over \(claims)", "crit") {
                Forge.sign(header: #"{"alg":"HS256","crit":["x"]}"#, claims)
            },
            TokenCase("a bad signature over \(claims)", "signature") { Forge.sign(claims, key: [1]) },
        ]
    }

    static let forms: [TokenCase] = [
        TokenCase("two parts", "malformed") { Forge.unsigned() },
        TokenCase("one part", "malformed") { Forge.encode(Forge.claims) },
        TokenCase("four parts", "malformed") { Forge.sign() + "." },
        TokenCase("four parts, each full", "malformed") { Forge.sign() + "." + Forge.encode("x") },
        TokenCase("a part in front", "malformed") { "." + (Forge.sign()) },
        TokenCase("a JWE of five parts", "malformed") {
            Forge.encode(#"{"alg":"dir","enc":"A128CBC-HS256"}"#)
                + "..AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ"
        },
        TokenCase("a JWE of five empty parts", "malformed") { "...." },
        TokenCase("dots alone", "malformed") { ".." },
        TokenCase("a payload between dots", "malformed") { "." + Forge.encode(Forge.claims) + "." },
        TokenCase("an empty header", "malformed") { Forge.sign(encoded: "." + Forge.encode(Forge.claims)) },
        TokenCase("an empty payload, signed", "malformed") {
            Forge.sign(encoded: Forge.encode(Forge.header) + ".")
        },
        TokenCase("empty header and payload, signed", "malformed") { Forge.sign(encoded: ".") },
        TokenCase("RFC 7515 7.2.2, flattened JSON", "malformed") {
            let parts = Forge.parts(Forge.sign())
            return #"{"payload":"\#(parts[1])","protected":"\#(parts[0])","signature":"\#(parts[2])"}"#
        },
        TokenCase("RFC 7515 7.2.1, general JSON", "malformed") {
            let parts = Forge.parts(Forge.sign())
            return #"{"payload":"\#(parts[1])","signatures":[{"protected":"\#(parts[0])","signature":"\#(parts[2])"}]}"#
        },
        TokenCase("JSON with a whole token in it", "malformed") { #"{"token":"\#(Forge.sign())"}"# },
        TokenCase("RFC 7797, a payload that is not encoded", "malformed") {
            Forge.sign(encoded: Forge.encode(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#) + "." + Forge.claims)
        },
        TokenCase("RFC 7797, a payload that is not encoded, unasked", "malformed") {
            Forge.sign(encoded: Forge.encode(Forge.header) + "." + Forge.claims)
        },
        TokenCase("RFC 7797, detached", "signature") {
            let parts = Forge.parts(Forge.sign())
            return parts[0] + ".." + parts[2]
        },
        TokenCase("quotation marks around it", "malformed") { "\"" + (Forge.sign()) + "\"" },
        TokenCase("a scheme in front of it", "malformed") { "Bearer " + (Forge.sign()) },
        TokenCase("two tokens", "malformed") { Forge.sign() + " " + (Forge.sign()) },
        TokenCase("two tokens and a comma", "malformed") { Forge.sign() + "," + (Forge.sign()) },
        TokenCase("a parameter behind it", "malformed") { Forge.sign() + ";a=b" },
        TokenCase("escapes of a URL", "malformed") { Forge.sign().replacing(".", with: "%2E") },
        TokenCase("dots that only look so", "malformed") { Forge.sign().replacing(".", with: "\u{FF0E}") },
    ]

    @Test(arguments: algorithms)
    func noOtherAlgorithmCounts(row: TokenCase) throws {
        #expect(try TokenCourt().judge(try row.token()) == row.expected)
    }

    @Test(arguments: headers + payloads + bytes + order + forms)
    func isJudgedAlikeByAll(row: TokenCase) throws {
        #expect(try TokenCourt().judge(try row.token()) == row.expected)
    }

    /// A part with something behind it that is no base64url, or makes another length of it: a signature over that makes
    /// it no better.
    @Test(arguments: 0..<3, ["=", "==", "%", "\u{E9}", "*", "\"", "+", "/", "A", "A=", "AA=="])
    func noPartHasMoreToIt(part: Int, suffix: String) throws {
        var parts = Forge.parts(Forge.sign(Forge.claims + "  "))
        try #require(parts.map { $0.utf8.count % 4 } == [0, 0, 3])
        parts[part] += suffix
        if part < 2 { parts[2] = Forge.parts(Forge.sign(encoded: parts[0] + "." + parts[1]))[2] }
        // A 44th character fills the signature's last group up: it has another byte then.
        let reason = part == 2 && suffix == "A" ? "signature" : "malformed"
        #expect(try TokenCourt().judge(parts.joined(separator: ".")) == .refused(reason))
    }

    /// White space in a part; around the token it is none of it (RFC 9110 §5.5).
    @Test(arguments: 0..<3, [" ", "\t", "\n", "\r\n", "\0", "\u{A0}"])
    func noPartHasWhiteSpace(part: Int, space: String) throws {
        let token = Forge.sign()
        let court = try TokenCourt()
        var parts = Forge.parts(token)
        parts[part].insert(contentsOf: space, at: parts[part].index(parts[part].startIndex, offsetBy: 4))
        if part < 2 { parts[2] = Forge.parts(Forge.sign(encoded: parts[0] + "." + parts[1]))[2] }
        let spaced = parts.joined(separator: ".")
        guard [" ", "\t", "\u{A0}"].contains(space) else {
            // No request carries it.
            #expect(
                try court.gateway.refusal(
                    of: Array("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(spaced)\r\n\r\n".utf8)
                ).status == 400
            )
            #expect(try court.judgeUnsent(spaced) == .refused("malformed"))
            return
        }
        #expect(try court.judge(spaced) == .refused("malformed"))
        guard space != "\u{A0}" else { return }
        #expect(try court.gateway.summary(space + token + space).status == 200)
    }

    /// The alphabet of RFC 4648 §4, in the two characters that differ, in every part that is signed.
    @Test func noOtherAlphabetCounts() throws {
        // `??>` and `~~~` make both characters that differ.
        let header = #"{"alg":"HS256","x":"??>~~~ ??>~~~  ??>~~~"}"#
        let claims = #"{"iat":1767323045,"exp":1767326645,"x":"??>~~~ ??>~~~  ??>~~~"}"#
        let parts = Forge.parts(Forge.unsigned(header: header, claims))
        for part in parts { try #require(part.contains("_") && part.contains("-")) }
        let court = try TokenCourt()
        #expect(try court.judge(Forge.sign(encoded: parts.joined(separator: "."))) == .accepted)
        for index in parts.indices {
            for (character, other) in [("-", "+"), ("_", "/")] {
                var changed = parts
                changed[index] = changed[index].replacing(character, with: other)
                let token = Forge.sign(encoded: changed.joined(separator: "."))
                #expect(try court.judge(token) == .refused("malformed"))
            }
        }
    }

    /// RFC 4648 §3.5: bits that no byte takes are zero, in header and claims as in the signature.
    ///
    /// Whatever the last character, the token is signed again, so that only its claims decide: those that end in white
    /// space are as good as the first ones.
    @Test(arguments: [(" ", 1), ("  ", 4), ("   ", 1)])
    func noBitIsLeftOver(end: String, good: Int) throws {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let court = try TokenCourt()
        let parts = Forge.parts(Forge.unsigned(Forge.claims + end))
        var accepted = 0
        for character in alphabet {
            let token = Forge.sign(encoded: parts[0] + "." + parts[1].dropLast() + String(character))
            let judgement = try court.judge(token)
            if judgement == .accepted { accepted += 1 } else { #expect(judgement == .refused("malformed")) }
        }
        #expect(accepted == good)
    }
}
