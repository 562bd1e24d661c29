import TestSupport
import Testing

/// RFC 7519 §4: claim names are unique; a token that has one twice says two things, and is refused by all.
@Suite struct DuplicateClaimTests {
    private static let times = #""iat":1767323045,"exp":1767326645"#

    static let twice: [(String, String)] = [
        (#"{"iat":1,"iat":1,"exp":1767326645}"#, "iat"), (#"{"iat":1,"exp":1,"exp":1767326645}"#, "exp"),
        (#"{"iat":1,"exp":1767326645,"exp":1}"#, "exp"), (#"{\#(times),"nbf":1,"nbf":2}"#, "nbf"),
        (#"{\#(times),"client_id":"a","client_id":"b"}"#, "client_id"), (#"{\#(times),"sub":"a","sub":"a"}"#, "sub"),
        (#"{\#(times),"jti":"a","jti":"b"}"#, "jti"), (#"{\#(times),"x":1,"x":1}"#, "x"),
        (#"{"":1,"":2,\#(times)}"#, "?"),
        // By escapes, in part and in whole, either way round.
        (#"{"i\u0061t":1,"exp":1767326645,"iat":1}"#, "iat"), (#"{"iat":1,"exp":1767326645,"i\u0061t":1}"#, "iat"),
        (#"{"\u0069\u0061\u0074":1,"exp":1767326645,"\u0069at":1}"#, "iat"), (#"{\#(times),"e\u0078p":1}"#, "exp"),
        (#"{\#(times),"\u0065\u0078\u0070":99999999999}"#, "exp"), (#"{\#(times),"a\/b":1,"a/b":1}"#, "?"),
        (#"{\#(times),"a\u002Fb":1,"a\u002fb":1}"#, "?"), (#"{\#(times),"\ud83d\ude00":1,"\#u{1F600}":1}"#, "?"),
        (#"{\#(times),"\n":1,"\u000a":1}"#, "?"), (#"{\#(times),"\u0000":1,"\u0000":1}"#, "?"),
        // In a claim that nobody looks at.
        (#"{\#(times),"x":{"y":1,"y":2}}"#, "y"), (#"{\#(times),"x":[{"y":1,"\u0079":2}]}"#, "y"),
        // The first one that is there twice is the one that is named.
        (#"{"iat":"x","exp":null,"y":1,"y":1,"z":1,"z":1}"#, "y"),
        (
            #"{\#(times),"a claim with a name of more than 32 bytes":1,"a claim with a name of more than 32 bytes":2}"#,
            "?"
        ),
    ]

    @Test(arguments: twice)
    func aNameIsThereOnce(claims: String, name: String) throws {
        let court = try TokenCourt()
        #expect(try court.judge(Forge.sign(claims)) == .refused("claim_invalid", claim: name))
        // Who signed it comes first.
        #expect(try court.judge(Forge.sign(claims, key: [1])) == .refused("signature"))
    }

    /// Names that look alike but are others.
    @Test(arguments: [
        #""Iat":1"#, #""IAT":1"#, #"" iat":1"#, #""iat ":1"#, #""iat\u0000":1"#, #""\u0131at":1"#, #""i\u0430t":1"#,
        #""e\u0301":1,"\u00e9":2"#, #""\u212a":1,"K":2"#, #""\ufeffiat":1"#, #""x":{"iat":2}"#,
        #""x":[{"y":1},{"y":2}]"#,
    ])
    func othersMayBeThere(members: String) throws {
        #expect(try TokenCourt().judge(Forge.sign("{\(Self.times),\(members)}")) == .accepted)
    }
}
