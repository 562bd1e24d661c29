import JSON
import Testing

@Suite struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber {
        try #require(try JSONParser.parse(Array(text.utf8)).number)
    }

    @Test(arguments: [
        ("0", 0, true), ("-0", 0, true), ("1", 1000, true), ("1.5", 1500, true), ("1.2345", 1235, false),
        ("15e-1", 1500, true),
        ("0.0001", 1, false), ("0.001", 1, true), ("1e3", 1_000_000, true), ("-1.5", -1500, true),
        ("-0.0001", 0, false),
        ("1e-400", 1, false), ("0e99999999999", 0, true), ("1.000e0", 1000, true),
    ])
    func scalesExactlyAndRoundsUp(text: String, expected: Int, isExact: Bool) throws {
        let scaled = try #require(try number(text).scaled(byPowerOfTen: 3))
        #expect(scaled.value == Int128(expected))
        #expect(scaled.isExact == isExact)
    }

    @Test(arguments: ["1e400", "1e99999999999999999999", "123456789012345678901234567890123456789012"])
    func saysWhenItIsTooLarge(text: String) throws {
        #expect(try number(text).scaled(byPowerOfTen: 18) == nil)
    }

    @Test(
        arguments: [("3", 3), ("3.0", 3), ("3e0", 3), ("3.1", nil), ("9223372036854775808", nil)] as [(String, Int?)]
    )
    func isAnIntegerOnlyWhereItIsOne(text: String, expected: Int?) throws {
        #expect(try number(text).integer == expected)
    }

    @Test(arguments: [
        (1_795_402_980_805, "1795402980.805"), (1_795_402_980_000, "1795402980"), (1_795_402_980_200, "1795402980.200"),
        (5, "0.005"), (0, "0"), (-1500, "-1.500"),
    ])
    func writesUnits(units: Int, expected: String) {
        #expect(JSONNumber(units: units, decimals: 3).text == expected)
    }

    /// Zeros behind the last digit change nothing, although so many digits are read another way.
    @Test func readsFewDigitsAsMany() throws {
        for digits in ["1", "7", "15", "999", "1764186489123", "100000000000000000", "999999999999999999"] {
            for point in 0...digits.count {
                for exponent in [-25, -19, -18, -3, -1, 0, 1, 3, 17] {
                    for sign in ["", "-"] {
                        let whole = sign + (point == 0 ? "0" : String(digits.prefix(point)))
                        let short = "\(whole).\(digits.dropFirst(point))0e\(exponent)"
                        let long = "\(whole).\(digits.dropFirst(point))\(String(repeating: "0", count: 20))e\(exponent)"
                        for power in [-3, 0, 3, 18] {
                            let one = try number(short).scaled(byPowerOfTen: power)
                            let other = try number(long).scaled(byPowerOfTen: power)
                            #expect(one?.value == other?.value && one?.isExact == other?.isExact, "\(short) \(power)")
                        }
                    }
                }
            }
        }
    }
}
