import Durations
import Gateway
import JSON
import JWT
import OpenSSL
import TerminalText
import TestSupport
import Testing

@testable import Inspection

/// A token judged without a gateway.
struct InspectionTests {
    private static let start = NumericDate(seconds: 1_767_323_045)

    private func report(
        _ claims: String,
        header: String = #"{"alg":"HS256","typ":"JWT"}"#,
        isSigned: Bool? = true,
        validator: Validator = .strict,
        tolerance: Duration? = nil,
        after: Duration = .zero
    ) throws -> TokenReport {
        try TokenReport(
            Array(TestGateway.sign(claims, header: header).utf8),
            isSigned: isSigned,
            validator: validator,
            tolerance: tolerance,
            now: Self.start + after
        )
    }

    private static let claims = #"{"client_id":"c","iat":1767323045.2,"nbf":1767323045.2,"exp":1767323055.2,"jti":"7"}"#

    @Test func isToldInEightyColumns() throws {
        let text = try report(Self.claims, tolerance: .milliseconds(50)).text(.plain)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let start = try #require(lines.firstIndex(of: "Others, each with the leeway that it has"))
        let end = try #require(lines[start...].firstIndex(of: ""))
        let others = lines[start..<end]
        lines.removeSubrange(start...end)
        #expect(
            others.contains("  take it as it is: pyjwt, simplejwt, auth0-java-jwt, java-jwt-4.2, vertx,")
                && others.contains("    go-jose, golang-jwt-iat, golang-jwt-3, jwx, krakend, tyk")
                && others.contains("  refuse it for 200 ms more: aws-jwt-verify, lcobucci-jwt, ruby-jwt-iat,")
                && others.contains("  cannot use its exp: libjwt")
        )
        #expect(
            Array(lines.prefix(33)) == [
                "Header", "  alg        HS256", "  typ        JWT", "", "Claims", "  client_id  c",
                "  iat        1767323045.2   2026-01-02 03:04:05.200 UTC  in 200 ms",
                "  nbf        1767323045.2   2026-01-02 03:04:05.200 UTC  in 200 ms",
                "  exp        1767323055.2   2026-01-02 03:04:15.200 UTC  in 10.2 s", "  jti        7", "", "Signature",
                "  good", "", "Verdict at 2026-01-02 03:04:05.000 UTC",
                "  refused by strict",
                "  token issued 200 ms in the gateway's future (tolerance 50 ms)",
                "  it would be accepted in 150 ms",
                "  strict demands iat and exp; iat, nbf, exp may be numbers from 1970 to the year",
                "  9999", "", "Timeline of strict (. refused  + forgiven  | accepted)",
                "  2026-01-02 03:04:05.000 UTC  .  now", "                             .",
                "  2026-01-02 03:04:05.150 UTC  +  accepted from here  (in 150 ms)", "                             +",
                "  2026-01-02 03:04:05.200 UTC  |  iat, nbf  (in 200 ms)", "                             |",
                "  2026-01-02 03:04:15.200 UTC  +  exp  (in 10.2 s)", "                             +",
                "  2026-01-02 03:04:15.250 UTC  .  dead from here  (in 10.25 s)", "",
                "Validators, each with the tolerance that it would have",
            ]
        )
        #expect(lines[33] == "  strict                50 ms   refused   heals in 150 ms")
        #expect(lines.count == 33 + Validator.all.count + 1)
    }

    /// Colour is around the words, never in place of them.
    @Test func isColouredOnATerminal() throws {
        let report = try report(Self.claims)
        let style = TextStyle(isTerminal: true, environment: [:])
        let colored = report.text(style)
        #expect(colored.contains("\u{1B}[31mrefused\u{1B}[0m by strict"))
        var plain = ""
        var isEscape = false
        for character in colored {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { plain.append(character) }
            if character == "m" { isEscape = false }
        }
        #expect(plain == report.text(.plain))
        for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            #expect(report.text(TextStyle(isTerminal: true, environment: environment)) == report.text(.plain))
        }
        #expect(report.text(TextStyle(isTerminal: true, environment: ["NO_COLOR": ""])) == colored)
    }

    @Test(arguments: [
        (0, "now"), (1, "in 1 ms"), (-1, "1 ms ago"), (999, "in 999 ms"), (1_000, "in 1 s"), (1_500, "in 1.5 s"),
        (59_999, "in 59.999 s"), (60_000, "in 1 min"), (61_000, "in 1 min 1 s"), (-3_660_000, "1 h 1 min ago"),
        (86_400_000, "in 1 d"), (90_000_000, "in 1 d 1 h"), (3_600_000, "in 1 h"),
    ])
    func tellsTimes(milliseconds: Int, text: String) {
        #expect(RelativeTime.text(.milliseconds(milliseconds)) == text)
    }

    /// The verdict changes exactly at the instants of the table.
    @Test func healsAndDiesWhenItSays() throws {
        for validator in Validator.all {
            let now = try #require(try report(Self.claims, validator: validator).verdict)
            if let heals = now.refusal?.error.healsMilliseconds {
                for (offset, isGood) in [(heals - 1, false), (heals, true)] {
                    let later = try report(Self.claims, validator: validator, after: .milliseconds(offset))
                    #expect((later.verdict?.refusal == nil) == isGood, "\(validator.name) at \(offset)")
                }
            }
            guard let life = now.life else {
                #expect(validator == .libjwt, "it takes no fractions")
                continue
            }
            guard let last = life.end else {
                #expect(validator == .haproxy, "it looks at no exp")
                #expect(try report(Self.claims, validator: validator).text(.plain).contains("it looks at no exp"))
                continue
            }
            let end = (last - Self.start).millisecondsRoundedUp
            #expect(try report(Self.claims, validator: validator, after: .milliseconds(end - 1)).isAccepted)
            let dead = try report(Self.claims, validator: validator, after: .milliseconds(end))
            #expect(dead.verdict?.refusal?.error.reason == "expired")
            #expect(dead.text(.plain).contains("\(validator.name) "))
        }
    }

    @Test(
        arguments: [
            (#"{"iat":1,"exp":99999999999}"#, #"{"alg":"none"}"#, true, "algorithm", "unchecked"),
            (#"{"iat":1,"exp":99999999999}"#, #"{"alg":"HS256","crit":["x"]}"#, true, "crit", "good"),
            (#"{"iat":1,"exp":99999999999}"#, #"{"alg":"HS256"}"#, false, "signature", "bad"),
            (#"{"exp":99999999999}"#, #"{"alg":"HS256"}"#, true, "claim_missing", "good"),
            (#"{"iat":"now","exp":99999999999}"#, #"{"alg":"HS256"}"#, true, "claim_invalid", "good"),
            (#"{"iat":1,"exp":99999999999}"#, #"{"alg":"HS256"}"#, nil, nil, "unchecked"),
        ] as [(String, String, Bool?, String?, String)]
    )
    func tellsWhatIsWrong(claims: String, header: String, isSigned: Bool?, reason: String?, signature: String) throws {
        let report = try report(claims, header: header, isSigned: isSigned)
        #expect(report.json["reason"]?.string == reason && report.json["signature"]?.string == signature)
        #expect(report.isAccepted == (reason == nil))
        #expect(report.json["verdict"] == (reason == nil ? "accepted" : "refused"))
        let text = report.text(.plain)
        #expect(text.contains(reason == nil ? "accepted by strict" : "refused"))
        #expect(text.contains("not checked, nor is the algorithm: no key was given") == (isSigned == nil))
    }

    /// A unit of time that ends in "in" keeps its name.
    @Test func tellsHowLongItIsGood() throws {
        for (after, rest) in [(0, "1 h"), (41, "59 min 19 s"), (3_480, "2 min"), (3_599, "1 s")] {
            let text = try report(#"{"iat":1767323045,"exp":1767326645}"#, after: .seconds(after)).text(.plain)
            #expect(text.contains("accepted by strict, for \(rest)\n"))
        }
    }

    @Test func promisesNothingOfATokenThatDiesFirst() throws {
        let report = try report(#"{"iat":1767323110,"exp":1767323100}"#)
        #expect(report.json["healsInMs"] == nil && report.json["aheadMs"] == 65_000)
        #expect(report.text(.plain).contains("\n  it will never be accepted: it is dead before it would be\n"))
    }

    /// A token may hold anything; a terminal sees none of it.
    @Test func obeysNoControlCharacters() throws {
        let text = try report(#"{"iat":1,"exp":2,"a\u001b[31m":"\u001b]0;x\u0007\u202e\n"}"#).text(.plain)
        #expect(!text.contains("\u{1B}") && !text.contains("\u{7}") && !text.contains("\u{202E}"))
        #expect(text.contains(#"a\u{1b}[31m"#))
    }

    @Test(arguments: ["", "x", "a.b.c", "e30.e30", "eyJhbGciOiJIUzI1NiJ9.W10.e30"])
    func refusesWhatIsNoToken(text: String) {
        #expect(throws: TokenError.self) {
            try TokenReport(Array(text.utf8), isSigned: nil, validator: .strict, tolerance: nil, now: Self.start)
        }
    }

    /// The gateway's own inspection and this one never disagree.
    @Test func agreesWithTheGateway() throws {
        let gateway = try TestGateway()
        for claims in [
            Self.claims, #"{"iat":1767323045,"exp":1767323045}"#, #"{"iat":1767323000,"exp":1767323999}"#,
            #"{"iat":1767323110,"exp":1767323100}"#, #"{"iat":1767323000,"nbf":1767323050,"exp":1767323999}"#,
        ] {
            for validator in Validator.all {
                _ = try gateway.control("PATCH", "settings", body: #"{"validator": "\#(validator.name)"}"#)
                let token = TestGateway.sign(claims)
                let online = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
                let offline = try report(claims, validator: validator).json
                for key in ["verdict", "reason", "aheadMs", "agoMs", "toleranceMs", "healsInMs", "expiresInMs"] {
                    #expect(online?[key] == offline[key], "\(validator.name) \(key)")
                }
            }
        }
        _ = try gateway.control("PATCH", "settings", body: #"{"validator": "strict"}"#)
        for claims in [#"{"exp":1}"#, #"{"iat":"now","exp":1}"#, #"{"iat":1,"exp":2,"client_id":7}"#] {
            let token = TestGateway.sign(claims)
            let online = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
            let offline = try report(claims).json
            for key in ["verdict", "reason", "claim", "explanation"] {
                #expect(online?[key] != nil && online?[key] == offline[key], "\(claims) \(key)")
            }
        }
    }
}
