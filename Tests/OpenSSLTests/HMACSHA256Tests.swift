import OpenSSL
import Testing

@Suite struct HMACSHA256Tests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map(UInt8.init(_:)) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    struct Vector: Sendable, CustomTestStringConvertible {
        let key: [UInt8]
        let message: [UInt8]
        let code: String
        var testDescription: String { String(code.prefix(8)) }
    }

    /// RFC 4231 §4.2 to §4.8.
    static let vectors = [
        Vector(
            key: Array(repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            key: Array(repeating: 0xAA, count: 20),
            message: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            key: Array(1...25),
            message: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Vector(
            key: Array(repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            key: Array(repeating: 0xAA, count: 131),
            message: Array(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: vectors)
    func agreesWithRFC4231(vector: Vector) {
        let hmac = HMACSHA256(key: vector.key)
        let expected = Self.bytes(vector.code)
        // Again and again: what is kept of the key must not change.
        for _ in 0..<3 {
            let code = hmac.code(of: vector.message.span)
            #expect(code.indices.map { code[$0] } == expected)
            let isValid = hmac.isValid(expected.span, for: vector.message.span)
            #expect(isValid)
        }
    }

    @Test func everyBitCounts() {
        let vector = Self.vectors[1]
        let hmac = HMACSHA256(key: vector.key)
        for bit in 0..<256 {
            var code = Self.bytes(vector.code)
            code[bit / 8] ^= 1 << (bit % 8)
            let isValid = hmac.isValid(code.span, for: vector.message.span)
            #expect(!isValid)
        }
        let short = Array(Self.bytes(vector.code).dropLast())
        let isShortValid = hmac.isValid(short.span, for: vector.message.span)
        #expect(!isShortValid)
    }

    @Test func takesAnEmptyMessageAndKey() {
        let hmac = HMACSHA256(key: [])
        let empty: [UInt8] = []
        let code = hmac.code(of: empty.span)
        let expected = Self.bytes("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        #expect(code.indices.map { code[$0] } == expected)
    }

    /// RFC 2104 §2: a key that is longer than a block counts by its hash; one as long as a block by itself.
    @Test(arguments: [63, 64, 65, 66])
    func aKeyLongerThanABlockIsHashed(count: Int) {
        let key = [UInt8](repeating: 0xAA, count: count)
        let message = Array("Hi There".utf8)
        func code(_ key: [UInt8]) -> [UInt8] {
            let code = HMACSHA256(key: key).code(of: message.span)
            return code.indices.map { code[$0] }
        }
        let isHashed = code(key) == code(SHA256.hash(key))
        #expect(isHashed == (count > 64))
        // A shorter one is filled up with zeros.
        let isFilledUp = code(key) == code(key + [0])
        #expect(isFilledUp == (count < 64))
    }

    @Test func hashes() {
        // FIPS 180-4's example.
        #expect(
            SHA256.hash(Array("abc".utf8))
                == Self.bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        )
    }

    @Test func randomBytesDiffer() {
        #expect(RandomBytes.make(32) != RandomBytes.make(32))
        #expect(RandomBytes.make(0).isEmpty)
        // More than the system gives at once.
        for count in [1, 255, 256, 257, 512, 1_000] {
            let bytes = RandomBytes.make(count)
            #expect(bytes.count == count)
            let words = stride(from: 0, to: count - 7, by: 8).map { Array(bytes[$0..<$0 + 8]) }
            #expect(Set(words).count == words.count)
        }
    }
}
