import JSON
import Testing

@Suite struct JSONCursorTests {
    /// Each key and text that stands in `text`, in order, and nothing skipped.
    private static func words(_ text: String) throws -> [String] {
        var cursor = JSONCursor(Array(text.utf8).span)
        var words: [String] = []
        try collect(&cursor, &words)
        try cursor.end()
        return words
    }

    private static func collect(_ cursor: inout JSONCursor, _ words: inout [String]) throws {
        switch try cursor.kind() {
        case .object:
            try cursor.beginObject()
            while let key = try cursor.nextKey() {
                words.append(cursor.text(key) + ":")
                try collect(&cursor, &words)
            }
        case .array:
            try cursor.beginArray()
            while try cursor.nextElement() { try collect(&cursor, &words) }
        case .string: words.append(cursor.text(try cursor.string()))
        case .number: words.append(try cursor.jsonNumber().text)
        case .bool: words.append("\(try cursor.bool())")
        case .null:
            try cursor.null()
            words.append("null")
        }
    }

    @Test func readsPieceByPiece() throws {
        let text =
            #" {"a": [1, {"b\u0021": "c\n"}, []], "longer than eight bytes, é": -2.5e3, "": {} , "t": true, "n":null}"#
        #expect(
            try Self.words(text)
                == ["a:", "1", "b!:", "c\n", "longer than eight bytes, é:", "-2.5e3", ":", "t:", "true", "n:", "null"]
        )
    }

    @Test(arguments: [
        "", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
        "01",
        "1.", "1e", "nul", "truth", "\"", "\"12345678", "\"1234567\u{1}\"", "\"123456789\u{1f}\"", "\"\\ud800\"",
        "\"\\q\"",
        "[1]]", "{} {}", "[}", "{]",
    ])
    func skipsNothingThatIsBroken(text: String) {
        #expect(throws: JSONError.self) {
            var cursor = JSONCursor(Array(text.utf8).span)
            try cursor.skip()
            try cursor.end()
        }
    }

    /// Wherever in a word of eight bytes it stands.
    @Test(arguments: 0..<20)
    func seesEveryByteOfAString(count: Int) throws {
        let filling = String(repeating: "x", count: count)
        for (middle, isGood) in [("\\n", true), ("é", true), ("\u{1}", false), ("\n", false), ("\\x", false)] {
            let text = "\"\(filling)\(middle)\(filling)\""
            var cursor = JSONCursor(Array(text.utf8).span)
            let isTaken = (try? cursor.string()) != nil
            #expect(isTaken == isGood, "\(text)")
        }
        let broken = [0x22] + Array(filling.utf8) + [0xC3, 0x28] + Array(filling.utf8) + [0x22]
        #expect(throws: JSONError.self) {
            var cursor = JSONCursor(broken.span)
            try cursor.skip()
        }
    }

    @Test(arguments: [(64, true), (65, false)])
    func boundsDepth(depth: Int, isGood: Bool) {
        let text = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        var cursor = JSONCursor(text.span)
        #expect(((try? cursor.skip()) != nil) == isGood)
        // The bits of a mixed path are kept apart, and what is innermost counts too.
        let start =
            String(repeating: "[{\"a\":", count: (depth - 1) / 2) + String(repeating: "[", count: (depth - 1) % 2)
        let end = String(repeating: "]", count: (depth - 1) % 2) + String(repeating: "}]", count: (depth - 1) / 2)
        let bytes = Array((start + "1" + end).utf8)
        var other = JSONCursor(bytes.span)
        #expect(((try? other.skip()) != nil) == isGood)
    }

    @Test func namesThePlaceOfAnError() {
        let bytes = Array("{\"a\": 1,\n \"b\": [1, x]}".utf8)
        #expect {
            var cursor = JSONCursor(bytes.span)
            try cursor.skip()
        } throws: { error in
            "\(error)".hasPrefix("line 2, column 11: ")
        }
    }

    /// Skipping steps over exactly one value.
    @Test func goesOnBehindWhatItSkips() throws {
        let bytes = Array(#"{"skipped": {"a": [{}, [], {"b": "]}"}]}, "taken": 7}"#.utf8)
        var cursor = JSONCursor(bytes.span)
        try cursor.beginObject()
        let first = try cursor.nextKey()
        #expect(first.map { cursor.text($0) } == "skipped")
        try cursor.skip()
        let second = try cursor.nextKey()
        #expect(second.map { cursor.text($0) } == "taken")
        #expect(try cursor.jsonNumber().integer == 7)
        #expect(try cursor.nextKey() == nil)
        try cursor.end()
    }
}
