import JSON
import Testing

@Suite struct JSONParserTests {
    private static let values: [(String, JSONValue)] = [
        ("null", .null), (" true ", true), ("\"a\\u0062\\n\"", "ab\n"), (#""\ud83d\ude00""#, "😀"), ("[]", []),
        ("[1,\t2]", [1, 2]), (#"{"a": {"b": []}}"#, ["a": ["b": []]]), ("{}", [:]), ("\r\n0", 0), ("-12", -12),
    ]

    @Test(arguments: values)
    func reads(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "'a'", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01",
        "-",
        "1.", ".5", "+1", "1e", "1e+", "0x10", "NaN", "Infinity", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\u{01}\"", "// 1", "1 // 2", "{} {}", "[",
    ])
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func refusesBytesThatAreNoUTF8() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
    }

    /// RFC 8259 §4 leaves it open what a repeated name means; two readers must not differ over an `exp`.
    @Test(arguments: [#"{"exp":1,"exp":2}"#, #"{"exp":1,"\u0065xp":2}"#, #"{"a":{"exp":1,"\u0065\u0078p":1}}"#])
    func refusesDuplicateKeys(text: String) {
        #expect { try JSONParser.parse(Array(text.utf8)) } throws: { error in
            (error as? JSONError)?.reason == .duplicateKey("exp")
        }
    }

    /// Swift takes these for one string; JSON does not.
    @Test func keysDifferByTheirBytes() throws {
        let value = try JSONParser.parse(Array("{\"\u{E9}\": 1, \"e\u{301}\": 2}".utf8))
        #expect(value.object?.members.count == 2)
    }

    @Test func boundsDepth() throws {
        let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        _ = try JSONParser.parse(Array(deep.utf8))
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(("[" + deep + "]").utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    }

    @Test func namesThePlaceOfAnError() {
        #expect { try JSONParser.parse(Array("{\n  \"a\": x}".utf8)) } throws: { error in
            "\(error)".hasPrefix("line 2, column 8: ")
        }
    }

    @Test func everyPrefixIsIncomplete() throws {
        let text = Array(#"{"a":[1.5e3,"b\u00e9"],"c":null}"#.utf8)
        _ = try JSONParser.parse(text)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text[..<count])) }
        }
    }

    @Test func writesWhatItReads() throws {
        let text = #"{"a": [1, -2.50, 1e400], "b": "\"\\\n\t", "c": null, "d": true}"#
        #expect(try JSONParser.parse(Array(text.utf8)).text == text)
        #expect(String(decoding: JSONValue.string("\u{7F}\u{01}").serialized(), as: UTF8.self) == #""\u007f\u0001""#)
    }

    /// Eight bytes are looked at together, and the rest one by one: each byte is tried in each of these places.
    @Test func escapesWhatHasToBeEscapedAtEveryPlace() {
        for scalar in (0...0x100).compactMap({ Unicode.Scalar($0 as UInt32) }) {
            let escaped =
                switch scalar {
                case "\"": #"\""#
                case "\\": #"\\"#
                case "\n": #"\n"#
                case "\r": #"\r"#
                case "\t": #"\t"#
                case "\u{00}"..<" ", "\u{7F}":
                    #"\u00"# + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            for place in 0..<17 {
                let (before, after) = (String(repeating: "~", count: place), String(repeating: "!", count: 16 - place))
                let written = JSONValue.string(before + String(scalar) + after).text
                #expect(written == "\"\(before)\(escaped)\(after)\"", "\(scalar.value) at \(place)")
            }
        }
    }
}
