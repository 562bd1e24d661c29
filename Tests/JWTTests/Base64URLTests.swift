import FoundationEssentials
import JWT
import TestSupport
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648 §10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func agreesWithRFC4648(text: String, encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(Array(encoded.utf8).span) == Array(text.utf8))
    }

    /// Of every length, by an implementation that knows nothing of it; its padding and alphabet are those of Base64.
    @Test func agreesWithFoundation() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<600 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.encode(bytes)
            let padded =
                text.replacing("-", with: "+").replacing("_", with: "/") + ["", "", "==", "="][text.utf8.count % 4]
            #expect(Data(base64Encoded: padded) == Data(bytes), "\(count) bytes")
            #expect(Base64URL.decode(Array(text.utf8).span) == bytes, "\(count) bytes")
        }
    }

    @Test func usesTheURLAlphabet() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64URL.decode(Array("-__-".utf8).span) == [0xFB, 0xFF, 0xFE])
    }

    /// Padding, the other alphabet, white space, lengths that no bytes have, and bits that no byte takes.
    @Test(arguments: ["Zg==", "+//+", "Zg\n", " Zg", "Z", "Zm9vY", "Zh", "Zm9", "Z\u{0}", "Zé"])
    func isStrict(text: String) {
        #expect(Base64URL.decode(Array(text.utf8).span) == nil)
    }

    /// At any place only the 64 characters are taken, and at the last one those without bits that belong to no byte.
    @Test(arguments: [2, 3, 4, 6, 7, 8])
    func takesTheAlphabetAlone(count: Int) {
        for place in 0..<count {
            var taken = 0
            for byte in 0...255 as ClosedRange<UInt8> {
                var text = [UInt8](repeating: UInt8(ascii: "A"), count: count)
                text[place] = byte
                guard let bytes = Base64URL.decode(text.span) else { continue }
                #expect(bytes.count == count * 3 / 4 && Array(Base64URL.encode(bytes).utf8) == text)
                taken += 1
            }
            let spareBits = place == count - 1 ? count * 6 % 8 : 0
            #expect(taken == 64 >> spareBits, "place \(place)")
        }
    }

    /// For every length, just one spelling of the last character decodes.
    @Test func hasOneSpelling() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for (prefix, good) in [("A", 4), ("AA", 16), ("AAA", 64)] {
            let count = alphabet.count { Base64URL.decode((Array(prefix.utf8) + [$0]).span) != nil }
            #expect(count == good)
        }
    }
}
