import JSON
import JWT
import Testing

@Suite struct NumericDateTests {
    private func date(_ text: String) throws -> NumericDate? {
        NumericDate(try #require(try JSONParser.parse(Array(text.utf8)).number))
    }

    /// None of these goes through a Double, which would move some of them.
    @Test(arguments: [
        ("1795402980.805", 1_795_402_980_805), ("1795402980", 1_795_402_980_000),
        ("1.795402980805e9", 1_795_402_980_805),
        ("0", 0), ("0.001", 1), ("253402300799", 253_402_300_799_000), ("253402300798999e-3", 253_402_300_798_999),
    ])
    func keepsMilliseconds(text: String, milliseconds: Int) throws {
        #expect(try date(text) == NumericDate(milliseconds: milliseconds))
    }

    /// A digit that no Double holds still decides a comparison.
    @Test func comparesExactly() throws {
        let bound = NumericDate(milliseconds: 1_795_402_980_805)
        #expect(try #require(try date("1795402980.805")) == bound)
        #expect(try #require(try date("1795402980.80500000000000000001")) > bound)
        #expect(try #require(try date("1795402980.80499999999999999")) < bound)
        #expect(try #require(try date("1795402980.805000000")) == bound)
    }

    @Test(arguments: ["-1", "-0.001", "-0", "1e400", "253402300800", "1e18", "99999999999999999999999999", "1e39"])
    func refusesWhatIsOutOfRange(text: String) throws {
        #expect(try date(text) == nil)
    }

    @Test(arguments: [(1_795_402_980_805, "1795402980.805"), (1_795_402_980_000, "1795402980"), (999, "0.999")])
    func writesMilliseconds(milliseconds: Int, expected: String) {
        #expect(NumericDate(milliseconds: milliseconds).json.text == expected)
    }

    @Test func floors() {
        let date = NumericDate(seconds: 5, nanoseconds: 999_999_999)
        #expect(date.floored(to: .milliseconds) == NumericDate(milliseconds: 5999))
        #expect(date.floored(to: .seconds) == NumericDate(seconds: 5))
    }
}
