import JWT
import OpenSSL
import TestSupport
import Testing

/// A token whose header has just been seen is read in another way than the first one: both say the same of any bytes.
@Suite struct ClaimsReaderTests {
    private typealias Reading = Result<Claims, TokenError>

    /// As the first one of a verifier that remembers nothing.
    private func first(_ token: [UInt8]) -> Reading {
        Self.reading(token, HMACSHA256(key: TestGateway.key))
    }

    private static func reading(_ token: [UInt8], _ key: HMACSHA256) -> Reading {
        Reading { () throws(TokenError) in try TokenVerifier.claims(of: token.span, key: key) }
    }

    /// Behind another one.
    private func later(_ token: [UInt8], _ verifier: inout TokenVerifier) -> Reading {
        Reading { () throws(TokenError) in try verifier.verify(token.span).claims }
    }

    /// One that has seen a token.
    private func verifier() throws -> TokenVerifier {
        var verifier = TokenVerifier(key: HMACSHA256(key: TestGateway.key))
        let token = Self.sign(Array("{}".utf8))
        _ = try verifier.verify(token.span)
        return verifier
    }

    private static func sign(_ payload: [UInt8]) -> [UInt8] { sign(encoded: Base64URL.encode(payload)) }

    private static func sign(encoded payload: String) -> [UInt8] {
        let signed = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)) + "." + payload
        let code = HMACSHA256(key: TestGateway.key).code(of: Array(signed.utf8).span)
        var signature: [UInt8] = []
        Base64URL.append(code.span, to: &signature)
        return Array(signed.utf8) + [UInt8(ascii: ".")] + signature
    }

    private static let payloads = [
        #"{"iss":"mock-gateway","client_id":"c","sub":"c","iat":1,"nbf":1,"exp":2.5,"jti":"j"}"#,
        #"{"sub":"s","client_id":"s\u0073","jti":"s"}"#, #"{"sub":"é","client_id":"e\#u{301}"}"#,
        #"{"client_id":null,"sub":"s"}"#, #"{"client_id":7,"sub":"s"}"#, #"{"sub":[],"client_id":{},"jti":false}"#,
        #"{"jti":1,"client_id":1}"#, #"{"jti":1}"#, #"{"s\u0075b":"s","\u0069at":7}"#, #"{"sub":"a","s\u0075b":"b"}"#,
        #"{"iat":"1","nbf":true,"exp":null}"#, #"{"iat":[1],"nbf":{"a":1},"exp":false}"#, #"{"iat":"x","exp":"2.5"}"#,
        #"{"a":{"b":1,"b":2}}"#, #"[{"b":1,"b":2}]"#, #"{"iat":{"b":1,"b":2}}"#, #"{"sub":[{"b":1,"\u0062":2}]}"#,
        #"{"a":[1,{"x":"y"}],"b":"z","c":1e5,"d":true,"e":null}"#, #"{"iat":1,"iat":2,"x":}"#, #"{"iat":1,"x":}"#,
        #" { "iat" : 1 , "exp" : 2 } "#, #"{"iat":1}{}"#, #"{"iat":1,}"#, #"{"iat":01}"#, #"{"iat":1.}"#, "7", "[]",
        "", "null", #""iat""#, "{", #"{"":1,"":2}"#, #"{"":1,"a":2}"#, #"{"iaT":1,"IAT":2,"client-id":"c"}"#,
    ]

    private static let numbers = [
        "0", "-0", "-1", "-0.5", "0.0", "1.5", "1e3", "1.5E-2", "1700000000", "1700000000.123", "1700000000.123456789",
        "1700000000.1234567891", "1700000000.0000000001", "253402300798", "253402300798.999999999",
        "253402300798.9999999991", "253402300799", "253402300799.000000001", "253402300800", "999999999999",
        "1000000000000", "1700000000123", "9223372036854775807", "9223372036854775808", "1e400", "-1e400",
        "00", "1.", ".5", "+1",
    ]

    @Test(arguments: payloads + numbers.map { #"{"iat":\#($0),"nbf":\#($0),"exp":\#($0)}"# })
    func readsAsTheFirstOne(payload: String) throws {
        var verifier = try verifier()
        let token = Self.sign(Array(payload.utf8))
        let plain = first(token)
        let reading = later(token, &verifier)
        #expect(reading == plain)
    }

    /// Keys are compared in another way once they are many, or once one has escapes.
    @Test(arguments: [1, 2, 15, 16, 17, 18, 40])
    func noKeyStandsTwice(count: Int) throws {
        var verifier = try verifier()
        let members = (0..<count).map { #""k\#($0)":\#($0)"# }
        let good = later(Self.sign(Array("{\(members.joined(separator: ","))}".utf8)), &verifier)
        #expect(throws: Never.self) { try good.get() }
        for twin in [0, count / 2, count - 1] {
            for spelling in ["k\(twin)", "\\u006b\(twin)"] {
                let twice = (members + [#""\#(spelling)":1"#]).joined(separator: ",")
                let token = Self.sign(Array("{\(twice)}".utf8))
                let plain = first(token)
                let reading = later(token, &verifier)
                #expect(reading == .failure(.claimInvalid("k\(twin)")))
                #expect(reading == plain)
            }
        }
    }

    /// Bytes of good payloads exchanged, left out and put in.
    @Test func readsWhatIsBrokenAlike() throws {
        var verifier = try verifier()
        var numbers = SeededGenerator(seed: 18)
        let letters = Array(#"{}[]",:\u0.eE-1729 iatsubé"#.utf8) + [0x00, 0xC3, 0xFF]
        for payload in Self.payloads {
            for _ in 0..<100 {
                var bytes = Array(payload.utf8)
                for _ in 0...Int(numbers.next() % 3) {
                    let place = Int(numbers.next() % UInt64(bytes.count + 1))
                    let letter = letters[Int(numbers.next() % UInt64(letters.count))]
                    let isInside = place < bytes.count
                    let turn = numbers.next() % 3
                    if isInside, turn != 2 { bytes.remove(at: place) }
                    if !isInside || turn != 1 { bytes.insert(letter, at: place) }
                }
                let token = Self.sign(bytes)
                let plain = first(token)
                let reading = later(token, &verifier)
                #expect(reading == plain, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    /// A header that is none of a good token is looked at again, and one that is another good one holds from then on.
    @Test func knowsTheHeaderByAllItsBytes() throws {
        var verifier = try verifier()
        let claims = #"{"sub":"s"}"#
        for (header, error) in [
            (#"{"alg":"HS256","typ":"JWT"}"#, nil), (#"{"alg":"HS256","typ":"JWU"}"#, nil),
            (#"{"alg":"none","typ":"JWT"}"#, TokenError.algorithm), (#"{"alg":"HS256","crit":[]}"#, .crit),
            (#"{"alg":"HS256","typ":"JWT","x":"\#(String(repeating: "y", count: 300))"}"#, nil), ("", .malformed),
            (#"{"alg":"HS256"}"#, nil), ("{}", .algorithm),
        ] {
            for turn in 0..<3 {
                let token = Array(
                    TestGateway.sign(claims + String(repeating: " ", count: turn), header: header).utf8
                )
                let reading = later(token, &verifier)
                if let error { #expect(reading == .failure(error)) } else { #expect(try reading.get().subject == "s") }
            }
        }
    }

    /// Dots and letters of no alphabet, with a signature that holds all the same.
    @Test(arguments: ["e30.", "e30.e30", ".e30", "e30=", "e3 0", "e31", "e3"])
    func refusesAPayloadThatIsNoBase64URL(payload: String) throws {
        var verifier = try verifier()
        let token = Self.sign(encoded: payload)
        #expect(throws: TokenError.malformed) { try verifier.verify(token.span) }
    }
}
