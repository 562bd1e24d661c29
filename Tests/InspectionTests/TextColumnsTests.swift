import JWT
import TerminalText
import TestSupport
import Testing

@testable import Inspection

/// Text on a terminal of 80 columns.
struct TextColumnsTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("日本語", 6), ("한국", 4), ("ｆ", 2), ("ｱ", 1), ("😀", 2), ("\u{20000}", 2),
        ("а", 1), ("字a", 3),
    ])
    func countsColumns(text: String, columns: Int) {
        #expect(TextColumns.columns(text) == columns)
    }

    @Test func cuts() {
        #expect(TextColumns.cut("abcdef", to: 6) == "abcdef")
        #expect(TextColumns.cut("abcdefg", to: 6) == "abc...")
        #expect(TextColumns.cut("字字字字", to: 8) == "字字字字")
        #expect(TextColumns.cut("字字字字", to: 7) == "字字...")
        #expect(TextColumns.cut("字字字字", to: 6) == "字...")
    }

    @Test func wraps() {
        #expect(TextColumns.wrapped("one two three", to: 7) == ["one two", "three"])
        #expect(TextColumns.wrapped("one 字字字字 three", to: 7) == ["one", "字字...", "three"])
        #expect(TextColumns.wrapped("", to: 7) == [""])
    }

    @Test(arguments: [
        (253_402_300_799, "9999-12-31 23:59:59.000 UTC"), (253_402_300_800, "after the year 9999        "),
        (-62_167_219_200, "0000-01-01 00:00:00.000 UTC"), (-62_167_219_201, "before the year 0          "),
    ])
    func writesYearsOfFourDigits(seconds: Int, text: String) {
        #expect(UTCText.text(NumericDate(seconds: seconds)) == text)
    }

    private static let hostile = [
        #""x""#, "7", "-1", "null", "true", "[]", "1e400", "253402300000", "253402300799.999",
        "1767323045.200000000000009",
        "1767323045.\(String(repeating: "9", count: 300))", "\"\(String(repeating: "日本語", count: 40))\"",
        "\"\(String(repeating: "😀", count: 60))\"", "\"\(String(repeating: "e\u{301}", count: 90))\"",
        "\"\(String(repeating: "long ", count: 60))\"", #""\u001b[2J\u202e\n\t""#, #"{"a":{"b":[1,2,3]}}"#,
    ]

    @Test(arguments: ["iat", "nbf", "exp", "client_id", "sub", "jti", "auth_time", "日本語日本語日本語", "alg", "crit"])
    func staysWithinEightyColumns(name: String) throws {
        for value in Self.hostile {
            let isHeader = name == "alg" || name == "crit"
            let others = ["iat": "1767323045", "exp": "1767323055"].filter { $0.key != name }
                .map { #","\#($0.key)":\#($0.value)"# }.joined()
            let alg = name == "alg" ? "" : #","alg":"HS256""#
            let token = TestGateway.sign(
                isHeader ? #"{"iat":1767323045,"exp":1767323055}"# : #"{"\#(name)":\#(value)\#(others)}"#,
                header: isHeader ? #"{"\#(name)":\#(value)\#(alg)}"# : #"{"alg":"HS256"}"#
            )
            for (validator, tolerance) in [(Validator.strict, Duration.zero), (.auth0ExpressMaxAge, .seconds(86_399))] {
                for now in [0, 1_767_323_045, 253_402_300_799] {
                    let report = try TokenReport(
                        Array(token.utf8),
                        isSigned: true,
                        validator: validator,
                        tolerance: tolerance,
                        now: NumericDate(milliseconds: now * 1000 + 1)
                    )
                    for line in report.text(.plain).split(separator: "\n") where TextColumns.columns(line) > 80 {
                        Issue.record("\(TextColumns.columns(line)) columns: \(line)")
                    }
                }
            }
        }
    }
}
