import JSON
import Logging
import TerminalText
import Testing

@testable import Launch

/// An event is one line, whatever is in it.
struct LineFormatterTests {
    private func text(_ message: String, _ metadata: Logger.Metadata = [:], style: TextStyle = .plain) -> String {
        let formatter = LineFormatter(format: .text, style: style)
        return String(decoding: formatter.line(level: .info, message: message, metadata: metadata), as: UTF8.self)
    }

    /// Without its time, which is 24 characters of RFC 3339 and a space.
    private func rest(_ line: String) -> String { String(line.dropFirst(25)) }

    @Test func fieldsAreSortedAndOnlyToldOnce() {
        let line = text("GET /a 200", ["b": "2", "a": "1", "method": "GET", "path": "/a", "status": "200"])
        #expect(rest(line) == "info GET /a 200 a=1 b=2\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#), (#"a"b"#, #""a\"b""#),
        ("line\nend", #""line\u000aend""#), ("\u{1B}[31m", #""\u001b[31m""#), ("\u{7F}", #""\u007f""#),
        ("\u{9B}", #"\u009b"#), ("\u{2028}", #"\u2028"#), ("é", "é"),
    ])
    func values(value: String, written: String) {
        #expect(rest(text("m", ["k": .string(value)])) == "info m k=\(written)\n")
    }

    @Test func aMessageCannotEndItsLine() {
        #expect(rest(text("a\r\nb\u{85}")) == #"info a\u000d\u000ab\u0085"# + "\n")
    }

    @Test func refusalsStandOut() {
        let style = TextStyle(isTerminal: true, environment: [:])
        #expect(text("m", ["reason": "expired"], style: style).contains("\u{1B}["))
        #expect(!text("m", style: style).contains("\u{1B}["))
        #expect(!text("m", ["reason": "expired"]).contains("\u{1B}["))
    }

    @Test func json() throws {
        let formatter = LineFormatter(format: .json)
        let line = formatter.line(level: .error, message: "a\nb", metadata: ["status": "401", "reason": "x y"])
        #expect(line.count { $0 == UInt8(ascii: "\n") } == 1 && line.last == UInt8(ascii: "\n"))
        let value = try JSONParser.parse(line)
        #expect(value["level"]?.string == "error")
        #expect(value["message"]?.string == "a\nb")
        #expect(value["status"]?.number?.integer == 401)
        #expect(value["reason"]?.string == "x y")
        #expect(value["time"]?.string?.count == 24)
    }
}
