import Durations
import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Offsets that change by themselves, and how tokens are stamped.
struct SkewTests {
    private static let start = NumericDate(seconds: 1_767_323_045)
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func offset(_ skew: Skew, after milliseconds: Int) -> Int {
        skew.offset(at: Self.start + .milliseconds(milliseconds), after: .milliseconds(milliseconds))
            .millisecondsRoundedDown
    }

    @Test(arguments: [
        (50_000, 0, 0), (50_000, 20_000, 1), (50_000, 19_999, 0), (50_000, 3_600_000, 180), (-50_000, 1, 0),
        (-50_000, 19_999, 0), (-50_000, 20_000, -1), (-50_000, 39_999, -1), (-50_000, 40_000, -2),
        (100_000_000, 86_400_000, 8_640_000), (1, 1_000_000_000, 1),
        (50_000, -20_000, -1),
    ])
    func drifts(drift: Int, milliseconds: Int, expected: Int) {
        var skew = Skew()
        skew.drift = drift
        #expect(offset(skew, after: milliseconds) == expected)
    }

    /// The clock stays in range, however long it has been drifting.
    @Test func staysInRange() {
        var skew = Skew()
        skew.drift = Skew.driftLimit
        let far = NumericDate(seconds: 250_246_540_800)
        #expect(skew.offset(at: far, after: far - NumericDate(seconds: 631_152_000)) == DurationText.limit)
    }

    @Test(arguments: [(0, 5), (9_999, 5), (10_000, 200), (29_999, 200), (30_000, -50), (1_000_000, -50), (-1, 5)])
    func goesInSteps(milliseconds: Int, expected: Int) throws {
        var skew = Skew()
        skew.offset = .milliseconds(5)
        skew.steps = try SkewText.steps("10s:200ms,30s:-50ms")
        #expect(offset(skew, after: milliseconds) == expected)
    }

    /// It uses all of its reach, and no more, and is the same again for the same seed.
    @Test func jitters() {
        func series(_ seed: Int) -> [Int] {
            var skew = Skew()
            skew.offset = .milliseconds(1000)
            skew.jitter = .milliseconds(3)
            skew.jitterSeed = seed
            return (0..<2_000).map { offset(skew, after: $0) }
        }
        #expect(Set(series(1)) == Set(997...1003))
        #expect(series(1) == series(1) && series(1) != series(2))
        let counts = Dictionary(grouping: series(1)) { $0 }.mapValues(\.count)
        #expect(counts.values.allSatisfy { (220...350).contains($0) })
    }

    @Test func endsByItself() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "offsetTtl": "10s"}"#)
        #expect(try gateway.summary(try gateway.accessToken()).status == 401)
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try gateway.summary(try gateway.accessToken()).status == 401)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(try gateway.accessToken()).status == 200)
        #expect(try gateway.control("GET", "settings").json?["clock"]?["offsetMs"] == 0)
        // Set again, it holds again.
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        #expect(try gateway.summary(try gateway.accessToken()).status == 401)
    }

    /// When a skew ends, the one below it holds again.
    @Test func goesBackToWhatWasBefore() throws {
        let gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(30) }
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1s", "offsetTtl": "10s"}"#)
        _ = try gateway.control("PUT", "clients/c", body: #"{"offset": "2s", "offsetTtl": "5s"}"#)
        func offsets() throws -> [JSONValue?] {
            [
                try gateway.control("GET", "settings").json?["clock"]?["offsetMs"],
                try gateway.control("GET", "clients/c").json?["effective"]?["clock"]?["offsetMs"],
            ]
        }
        #expect(try offsets() == [1000, 2000])
        gateway.clock.advance(.seconds(5))
        #expect(try offsets() == [1000, 1000])
        gateway.clock.advance(.seconds(5))
        #expect(try offsets() == [30, 30])
    }

    /// Freezing the clock, wherever, stops the skew as well; it goes on from there.
    @Test func goesByTheGatewaysClock() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"drift": "1000ppm"}"#)
        func offset() throws -> JSONValue? { try gateway.control("GET", "settings").json?["clock"]?["offsetMs"] }
        gateway.clock.advance(.seconds(10))
        #expect(try offset() == 10)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "2030-01-01T00:00:00Z"}"#)
        gateway.clock.advance(.seconds(10))
        #expect(try offset() == 10)
        _ = try gateway.control("POST", "clock", body: #"{"advance": "5s"}"#)
        #expect(try offset() == 15)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "now", "advance": "1s"}"#)
        #expect(try offset() == 16)
        _ = try gateway.control("POST", "clock", body: #"{"resume": true}"#)
        gateway.clock.advance(.seconds(4))
        #expect(try offset() == 20)
    }

    @Test func clientsHaveTheirOwn() throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"drift": "1000ppm", "clock": {"freeze": "now"}}"#)
        _ = try gateway.control("POST", "clients/c/clock", body: #"{"advance": "200s"}"#)
        let token = try gateway.accessToken(client: "c")
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"]?.contains("ahead_ms=200;") == true)
        #expect(try gateway.summary(try gateway.accessToken()).status == 200)
    }

    @Test(arguments: [
        ("50ppm", 50_000, "50ppm"), ("-3.5ppm", -3_500, "-3500ppb"), ("+7", 7_000, "7ppm"), ("200ppb", 200, "200ppb"),
        ("100000ppm", 100_000_000, "100000ppm"),
    ])
    func readsDrift(text: String, billionths: Int, canonical: String) throws {
        #expect(try SkewText.drift(text) == billionths)
        #expect(SkewText.text(drift: billionths) == canonical)
    }

    @Test(arguments: [
        ("drift", "fast"), ("drift", "100001ppm"), ("drift", "0.5ppb"), ("drift", "ppm"), ("drift", "1e400ppm"),
        ("drift", "+-50ppm"),
        ("drift", " 50 ppm"), ("backdate", "86400001ms"),
        ("offsetSteps", "10s"), ("offsetSteps", "10s:1ms,5s:2ms"), ("offsetSteps", "-1s:1ms"),
        ("offsetSteps", "1s:1ms,1s:2ms"), ("offsetSteps", "1s:1ms,"), ("jitter", "-1ms"), ("jitter", "2h"),
        ("jitterSeed", "-1"), ("offsetTtl", "0ms"), ("iatRounding", "up"), ("backdate", "-1s"), ("nodes", ""),
        ("nodes", "1ms,,2ms"), ("nodeChoice", "sticky"), ("nodeSeed", "x"),
    ])
    func refusesSettings(key: String, value: String) throws {
        let before = try gateway.control("GET", "settings").json
        let answer = try gateway.control("PATCH", "settings", body: #"{"offset": "9s", "\#(key)": "\#(value)"}"#)
        #expect(answer.status == 400 && answer.json?["key"]?.string == key)
        #expect(answer.json?["error"]?.string?.contains("allowed: ") == true)
        #expect(try gateway.control("GET", "settings").json == before)
    }

    @Test(
        arguments: [
            ("floor", "seconds", 0, "1767323045"), ("floor", "seconds", 999, "1767323045"),
            ("round", "seconds", 499, "1767323045"), ("round", "seconds", 500, "1767323046"),
            ("ceil", "seconds", 0, "1767323045"), ("ceil", "seconds", 1, "1767323046"),
            ("ceil", "milliseconds", 1, "1767323045.001"), ("round", "milliseconds", 7, "1767323045.007"),
        ]
    )
    func roundsTimestamps(rounding: String, precision: String, phase: Int, expected: String) throws {
        gateway.clock.advance(.milliseconds(phase))
        _ = try gateway.control(
            "PATCH",
            "settings",
            body: #"{"iatRounding": "\#(rounding)", "timestampPrecision": "\#(precision)"}"#
        )
        let claims = try claims(try gateway.accessToken())
        #expect(claims["iat"]?.number?.text == expected && claims["nbf"] == claims["iat"])
    }

    /// Rounding is right below a millisecond too.
    @Test func roundsNanoseconds() {
        let instant = NumericDate(seconds: 5, nanoseconds: 1)
        #expect(instant.rounded(to: .milliseconds, .ceil) == NumericDate(milliseconds: 5_001))
        #expect(instant.rounded(to: .milliseconds, .round) == NumericDate(milliseconds: 5_000))
        #expect(NumericDate(seconds: 5, nanoseconds: 500_000).rounded(to: .milliseconds, .round).milliseconds == 5_001)
    }

    /// The cure on the issuer's side: if it backdates by the offset, no token is refused.
    @Test func backdates() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "backdate": "199ms"}"#)
        #expect(
            try gateway.summary(try gateway.accessToken())["X-Mock-Gateway-Reason"]?.contains("ahead_ms=1;") == true
        )
        _ = try gateway.control("PATCH", "settings", body: #"{"backdate": "200ms"}"#)
        let token = try gateway.accessToken()
        #expect(try gateway.summary(token).status == 200)
        #expect(try claims(token)["exp"]?.number?.text == "1767409445")
    }

    private func claims(_ token: String) throws -> JSONValue {
        let answer = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#)
        return try #require(answer.json?["claims"])
    }

    /// The flake, every time: at 900 ms of the second, 200 ms ahead leads into the next one; at 700 ms it does not.
    @Test(arguments: [("799ms", 200), ("800ms", 401), ("900ms", 401), ("999ms", 401), ("0ms", 200)])
    func freezesAtAPhase(phase: String, status: Int) throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "timestampPrecision": "seconds"}"#)
        gateway.clock.advance(.milliseconds(345))
        let clock = try gateway.control("POST", "clock", body: #"{"freeze": "now", "phase": "\#(phase)"}"#)
        #expect(clock.json?["gatewayNow"]?.string?.hasPrefix("2026-01-02T03:04:05.") == true)
        #expect(try gateway.summary(try gateway.accessToken()).status == status)
    }

    @Test(arguments: [
        #"{"phase": "900ms"}"#, #"{"freeze": "now", "phase": "1s"}"#, #"{"freeze": "now", "phase": "-1ms"}"#,
        #"{"resume": true, "phase": "1ms"}"#,
    ])
    func refusesPhases(body: String) throws {
        let answer = try gateway.control("POST", "clock", body: body)
        #expect(answer.status == 400)
        #expect(try gateway.control("GET", "settings").json?["clock"]?["mode"] == "live")
    }

    private func offset(of client: String, in gateway: TestGateway) throws -> Int? {
        try gateway.control("GET", "clients/\(client)").json?["effective"]?["clock"]?["offsetMs"]?.number?.integer
    }

    private func clients(_ text: String) throws -> [Client] {
        try Client.all(in: try JSONParser.parse(Array(text.utf8)))
    }

    /// A skew from a file begins when the gateway does, on whatever clock.
    @Test func beginsWithTheGateway() throws {
        let configured = try clients(
            #"{"a": {"clock": {"freeze": "2030-01-01T00:00:00Z"}}, "b": {"offset": "7ms", "offsetTtl": "10m"}}"#
        )
        let gateway = try TestGateway { configuration in
            configuration.definitions.clients = configured
            try configuration.definitions.settings.set("drift", to: "1000ppm")
        }
        #expect(try offset(of: "a", in: gateway) == 0 && offset(of: "b", in: gateway) == 7)
        _ = try gateway.control("POST", "clients/a/clock", body: #"{"advance": "10s"}"#)
        #expect(try offset(of: "a", in: gateway) == 10)
        // A reset is as at the start.
        gateway.clock.advance(.seconds(600))
        #expect(try offset(of: "b", in: gateway) == 600)
        _ = try gateway.control("POST", "reset")
        #expect(try offset(of: "a", in: gateway) == 0 && offset(of: "b", in: gateway) == 7)
    }

    /// Setting a clock is no passing time, nor is it for those who share the clock.
    @Test func isNotMovedByJumps() throws {
        _ = try gateway.control(
            "PUT",
            "clients/c",
            body: #"{"offset": "100ms", "drift": "1000ppm", "offsetTtl": "1h"}"#
        )
        gateway.clock.advance(.seconds(10))
        for body in [
            #"{"freeze": "2020-01-01T00:00:00Z"}"#, #"{"freeze": "2030-01-01T00:00:00Z"}"#, #"{"resume": true}"#,
        ] {
            _ = try gateway.control("POST", "clock", body: body)
            #expect(try offset(of: "c", in: gateway) == 110)
        }
    }

    /// A skew that is set for all begins for clients with their own clock too; its parts go by that clock.
    @Test func restartsOnEveryClock() throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"clock": {"freeze": "now"}}"#)
        _ = try gateway.control("POST", "clients/c/clock", body: #"{"advance": "1h"}"#)
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "offsetTtl": "10m"}"#)
        #expect(try offset(of: "c", in: gateway) == 200)
        _ = try gateway.control("POST", "clients/c/clock", body: #"{"advance": "10m"}"#)
        #expect(try offset(of: "c", in: gateway) == 0)
        _ = try gateway.control("PATCH", "clients/c", body: #"{"clock": null}"#)
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "300ms"}"#)
        #expect(try offset(of: "c", in: gateway) == 300)
    }

    @Test func followsAgainWhatItLetsGoOf() throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"offset": "100ms"}"#)
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "5ms"}"#)
        #expect(try offset(of: "c", in: gateway) == 100)
        let patched = try gateway.control("PATCH", "clients/c", body: #"{"offset": null}"#)
        #expect(patched.json?["offset"] == nil)
        #expect(try offset(of: "c", in: gateway) == 5)
    }
}
