import JWT
import OpenSSL
import TestSupport
import Testing

/// A signature is 32 bytes, each bit of them, in one spelling.
@Suite struct SignatureTests {
    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// Before the gateway has seen the good token, and while it remembers it.
    @Test(arguments: [false, true])
    func everyBitCounts(isRemembered: Bool) throws {
        let court = try TokenCourt()
        let token = Forge.sign()
        let parts = Forge.parts(token)
        let signature = Forge.signature(of: parts[0] + "." + parts[1])
        if isRemembered { #expect(try court.judge(token) == .accepted) }
        for bit in 0..<256 {
            var changed = signature
            changed[bit / 8] ^= 0x80 >> (bit % 8)
            let forged = parts[0] + "." + parts[1] + "." + Base64URL.encode(changed)
            #expect(try court.judge(forged, "bit \(bit)") == .refused("signature"))
        }
        #expect(try court.judge(token) == .accepted)
    }

    /// 43 characters have two bits more than 32 bytes; they are zero in 16 last characters, one of them the right one.
    @Test(arguments: [false, true])
    func theLastCharacterHasOneSpelling(isRemembered: Bool) throws {
        let court = try TokenCourt()
        let token = Forge.sign()
        if isRemembered { #expect(try court.judge(token) == .accepted) }
        var counts: [String: Int] = [:]
        for character in Self.alphabet {
            let judgement = try court.judge(token.dropLast() + String(character))
            counts[judgement.description, default: 0] += 1
        }
        #expect(counts == ["accepted": 1, "signature": 15, "malformed": 48])
    }

    private static var good: String { Forge.parts(Forge.sign())[2] }

    static let others: [TokenCase] = [
        TokenCase("none", "signature") { "" }, TokenCase("one byte", "signature") { "AA" },
        TokenCase("31 bytes", "signature") { Base64URL.encode(bytes.dropLast()) },
        TokenCase("its last 31 bytes", "signature") { Base64URL.encode(Array(bytes.dropFirst())) },
        TokenCase("16 bytes, as HS256-128 has them", "signature") { Base64URL.encode(Array(bytes.prefix(16))) },
        TokenCase("33 bytes", "signature") { Base64URL.encode(bytes + [0]) },
        TokenCase("a byte in front", "signature") { Base64URL.encode([0] + bytes) },
        TokenCase("twice", "signature") { Base64URL.encode(bytes + bytes) },
        TokenCase("in hexadecimal", "signature") {
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        },
        TokenCase("encoded twice", "signature") { Forge.encode(good) },
        TokenCase("reversed", "signature") { Base64URL.encode(bytes.reversed()) },
        TokenCase("inverted", "signature") { Base64URL.encode(bytes.map { ~$0 }) },
        TokenCase("32 zeros", "signature") { Base64URL.encode([UInt8](repeating: 0, count: 32)) },
        TokenCase("a SHA-256 without a key", "signature") {
            Base64URL.encode(SHA256.hash(Array(Forge.unsigned().utf8)))
        },
        TokenCase("of the header alone", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.encode(Forge.header)))
        },
        TokenCase("of header and payload without the dot", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.unsigned().replacing(".", with: "")))
        },
        TokenCase("of the dot behind the payload too", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.unsigned() + "."))
        },
        TokenCase("of what is encoded", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.header + "." + Forge.claims))
        },
        TokenCase("of another payload", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.unsigned(#"{"iat":1,"exp":2}"#)))
        },
        TokenCase("by the key in base64url", "signature") {
            let key = Array(Base64URL.encode(TestGateway.key).utf8)
            return Base64URL.encode(Forge.signature(of: Forge.unsigned(), key: key))
        },
        TokenCase("by the key and a line end", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.unsigned(), key: TestGateway.key + [0x0A]))
        },
        TokenCase("by the key less a byte", "signature") {
            Base64URL.encode(Forge.signature(of: Forge.unsigned(), key: TestGateway.key.dropLast()))
        },
        // RFC 2104 §2: a short key is filled up with zeros, so that this one is the same.
        TokenCase("by the key and a zero", nil) {
            Base64URL.encode(Forge.signature(of: Forge.unsigned(), key: TestGateway.key + [0]))
        },
    ]

    private static var bytes: [UInt8] { Forge.signature(of: Forge.unsigned()) }

    @Test(arguments: others)
    func noOtherSignatureCounts(row: TokenCase) throws {
        #expect(try TokenCourt().judge(Forge.unsigned() + "." + (try row.token())) == row.expected)
    }

    /// Any character of header or payload changed, and the good signature behind it.
    @Test func everyCharacterIsSigned() throws {
        let court = try TokenCourt()
        let token = Array(Forge.sign().utf8)
        #expect(try court.judge(String(decoding: token, as: UTF8.self)) == .accepted)
        for index in 0..<(token.count - 43) {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let judgement = try court.judge(String(decoding: changed, as: UTF8.self), "character \(index)")
            #expect(["signature", "malformed", "algorithm"].contains(judgement.reason))
        }
    }
}
