import TestSupport
import Testing

/// What a time in a token may be: a JSON number of any spelling, exact to the last digit.
@Suite struct ClaimNumberTests {
    /// 2026-01-02T03:04:05Z, at which the clock stands.
    private static let now = 1_767_323_045

    /// How the number compares with now.
    enum Meaning: Sendable { case past, now, future(Judgement), invalid, unreadable }

    private static let zeros = String(repeating: "0", count: 300)
    private static let nines = String(repeating: "9", count: 300)
    private static let soon = Judgement.refused("iat_in_future", ahead: 1, tolerance: 0, heals: 1)

    private static func ahead(_ milliseconds: Int) -> Meaning {
        .future(.refused("iat_in_future", ahead: milliseconds, tolerance: 0, heals: milliseconds))
    }

    static let numbers: [(String, Meaning)] = [
        // One instant, many spellings.
        ("1767323045", .now), ("1767323045.0", .now), ("1767323045.000", .now), ("1767323045e0", .now),
        ("1767323045E+0", .now), ("1767323045E-0", .now), ("1.767323045e9", .now), ("1.767323045E+9", .now),
        ("1.767323045e+0009", .now), ("17673230450e-1", .now), ("1767323045000e-3", .now), ("0.1767323045e10", .now),
        ("0.0000000001767323045e19", .now), ("1767323045.\(zeros)", .now), ("1767323045\(zeros)e-300", .now),
        ("0.\(zeros)1767323045e310", .now),
        // Past it and short of it, by less than any clock can tell.
        ("1767323045.\(zeros)1", .future(soon)), ("1767323044.\(nines)", .now),
        ("1767323045.0000000001", .future(soon)),
        ("1767323044.9999999999", .past), ("1767323045.0009999", .future(soon)), ("1767323045.001", .future(soon)),
        ("1767323045.0010001", ahead(2)), ("1767323044.999", .past), ("1767323045.200", ahead(200)),
        ("1767323045.2000000000000000001", ahead(201)), ("1767323045.1999999999999999999", ahead(200)),
        ("1767323046", ahead(1000)), ("1.767323046e9", ahead(1000)),
        // Far away.
        ("1e9", .past), ("1E9", .past), ("1e+9", .past), ("1E+9", .past), ("1e-3", .past), ("1e-400", .past),
        ("0", .past),
        ("0.0", .past), ("0e5", .past), ("0e-5", .past), ("0e400", .past), ("0.000e99999999999999999999", .past),
        ("1e-99999999999999999999", .past), ("0.\(zeros)1", .past), ("5e-324", .past),
        // Beyond what is a time: the year 9999, 53, 63, 64, 128 bits, and any double.
        ("253402300800", .invalid), ("253402300799.0000001", .invalid), ("9007199254740993", .invalid),
        ("9223372036854775807", .invalid), ("9223372036854775808", .invalid), ("18446744073709551616", .invalid),
        // 2^64 and 2^128 more than now, as a counter that wraps would have it.
        ("18446744075476874661", .invalid), ("340282366920938463463374607433535534501", .invalid),
        ("170141183460469231731687303715884105728", .invalid), ("1e18", .invalid), ("1e19", .invalid),
        ("1e38", .invalid),
        ("1e39", .invalid), ("1e308", .invalid), ("1e309", .invalid), ("1e400", .invalid),
        ("1e99999999999999999999", .invalid), ("1\(zeros)", .invalid), ("\(nines).\(nines)", .invalid),
        // Negative, zero too.
        ("-1", .invalid), ("-0", .invalid), ("-0.0", .invalid), ("-0e0", .invalid), ("-1e-400", .invalid),
        ("-1767323045", .invalid), ("-9223372036854775808", .invalid), ("-9223372036854775809", .invalid),
        ("-1e400", .invalid), ("-0.\(zeros)1", .invalid),
        // No numbers, but what some readers take for one.
        ("\"1767323045\"", .invalid), ("\"\"", .invalid), ("\"now\"", .invalid), ("\"2026-01-02T03:04:05Z\"", .invalid),
        ("null", .invalid), ("true", .invalid), ("false", .invalid), ("[]", .invalid), ("[1767323045]", .invalid),
        ("{}", .invalid), ("{\"$date\":1767323045}", .invalid),
        // No JSON.
        ("01767323045", .unreadable), ("00", .unreadable), ("-01", .unreadable), ("+1767323045", .unreadable),
        ("1767323045.", .unreadable), (".5", .unreadable), ("1e", .unreadable), ("1e+", .unreadable),
        ("1e-", .unreadable),
        ("1e1.5", .unreadable), ("e9", .unreadable), ("--1", .unreadable), ("-", .unreadable),
        ("0x69573155", .unreadable),
        ("1_767_323_045", .unreadable), ("1,767,323,045", .unreadable), ("1 767 323 045", .unreadable),
        ("NaN", .unreadable), ("Infinity", .unreadable), ("-Infinity", .unreadable), ("nan", .unreadable),
        ("undefined", .unreadable), ("None", .unreadable), ("True", .unreadable), ("NULL", .unreadable),
        ("1767323045n", .unreadable), ("1767323045f", .unreadable), ("'1767323045'", .unreadable),
        ("\u{661}\u{667}", .unreadable), ("\u{FF11}", .unreadable), ("", .unreadable), ("1767323045;", .unreadable),
    ]

    @Test(arguments: numbers)
    func issuedAt(text: String, meaning: Meaning) throws {
        let expected: Judgement =
            switch meaning {
            case .past, .now: .accepted
            case .future(let judgement): judgement
            case .invalid: .refused("claim_invalid", claim: "iat")
            case .unreadable: .refused("malformed")
            }
        let token = Forge.sign(#"{"iat":\#(text),"exp":1767326645}"#)
        #expect(try TokenCourt().judge(token) == expected)
    }

    @Test(arguments: numbers)
    func notBefore(text: String, meaning: Meaning) throws {
        var expected: Judgement
        switch meaning {
        case .past, .now: expected = .accepted
        case .future(let judgement):
            expected = judgement
            expected.reason = "nbf_in_future"
        case .invalid: expected = .refused("claim_invalid", claim: "nbf")
        case .unreadable: expected = .refused("malformed")
        }
        let token = Forge.sign(#"{"iat":1,"nbf":\#(text),"exp":1767326645}"#)
        #expect(try TokenCourt().judge(token) == expected)
    }

    /// A token dies at `exp` itself, and lives until the last digit of it.
    @Test(arguments: numbers)
    func expiration(text: String, meaning: Meaning) throws {
        let token = Forge.sign(#"{"iat":0,"exp":\#(text)}"#)
        let judgement = try TokenCourt().judge(token)
        switch meaning {
        case .past:
            #expect(judgement.reason == "expired" && judgement.tolerance == 0)
            let ago = try #require(judgement.ago)
            #expect((0...1_767_323_045_000).contains(ago))
        case .now: #expect(judgement == .refused("expired", ago: 0, tolerance: 0))
        case .future: #expect(judgement == .accepted)
        case .invalid: #expect(judgement == .refused("claim_invalid", claim: "exp"))
        case .unreadable: #expect(judgement == .refused("malformed"))
        }
    }

    /// The last instant that there is, and the one behind it.
    @Test func endsWithTheYear9999() throws {
        let court = try TokenCourt()
        #expect(try court.judge(Forge.sign(#"{"iat":0,"exp":253402300799}"#)) == .accepted)
        #expect(
            try court.judge(Forge.sign(#"{"iat":0,"exp":253402300799.000000000000000001}"#))
                == .refused("claim_invalid", claim: "exp")
        )
    }

    /// Claims that name somebody are strings, and nothing else.
    @Test(arguments: ["client_id", "sub", "jti"], ["7", "1e400", "null", "true", "[]", #"["c"]"#, "{}"])
    func namesAreStrings(claim: String, value: String) throws {
        let token = Forge.sign(#"{"iat":1,"exp":1767326645,"\#(claim)":\#(value)}"#)
        #expect(try TokenCourt().judge(token) == .refused("claim_invalid", claim: claim))
    }

    /// Nobody looks at the others.
    @Test(
        arguments: ["iss", "aud", "azp", "scope", "auth_time", "org", "Iat", "EXP", "nBf", ""],
        ["-1", "null", "[[]]"]
    )
    func othersAreAnything(claim: String, value: String) throws {
        let token = Forge.sign(#"{"iat":1,"exp":1767326645,"\#(claim)":\#(value)}"#)
        #expect(try TokenCourt().judge(token) == .accepted)
    }
}
