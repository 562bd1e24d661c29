import Durations
import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// What a clock call answers is what holds: the same as `GET`, and as what the next token says.
struct ClockAnswerTests {
    /// Each of them global or a client's, set some time before the call.
    private static let skews = [
        "{}", #"{"offset": "200ms"}"#, #"{"offset": "-1.5s"}"#, #"{"offsetSteps": "10s:200ms"}"#,
        #"{"offset": "7ms", "offsetSteps": "4s:50ms,13s:-20ms"}"#, #"{"drift": "1000ppm"}"#, #"{"drift": "-5000ppm"}"#,
        #"{"offset": "300ms", "offsetTtl": "10s"}"#, #"{"offset": "300ms", "drift": "1000ppm", "offsetTtl": "13s"}"#,
        #"{"offset": "1s", "jitter": "90ms", "jitterSeed": 7}"#,
    ]

    private static let calls = [
        [#"{"freeze": "now"}"#], [#"{"freeze": "2030-01-01T00:00:00.250Z"}"#],
        [#"{"freeze": "now", "phase": "900ms"}"#],
        [#"{"freeze": "now", "advance": "10s"}"#], [#"{"freeze": "now", "phase": "1ms", "advance": "10s"}"#],
        [#"{"freeze": "now"}"#, #"{"advance": "7s"}"#, #"{"advance": "-2s"}"#],
        [#"{"freeze": "now", "advance": "10s"}"#, #"{"resume": true}"#], [#"{"resume": true}"#],
    ]

    /// Whose skew it is, and whose clock the calls set.
    private enum Place: CaseIterable {
        case global, globalSkewOfAClient, startSkewOfAClient, clientWithSkew, clientWhileGlobalIsFrozen, both
    }

    @Test(arguments: skews, calls)
    func answersWhatHolds(skew: String, calls: [String]) throws {
        for place in Place.allCases {
            let gateway = try Self.gateway(startedWith: place == .startSkewOfAClient ? skew : "{}")
            if place != .clientWithSkew, place != .startSkewOfAClient {
                #expect(try gateway.control("PATCH", "settings", body: skew).status == 200)
            }
            if place != .global {
                let own = place == .clientWithSkew ? skew : place == .both ? #"{"offset": "11ms"}"# : "{}"
                #expect(try gateway.control("PUT", "clients/a", body: own).status == 201)
            }
            gateway.clock.advance(.milliseconds(3_217))
            if place == .clientWhileGlobalIsFrozen {
                _ = try gateway.control("POST", "clock", body: #"{"freeze": "now", "advance": "1s"}"#)
            }
            for call in calls {
                let path = place == .global ? "clock" : "clients/a/clock"
                let answer = try gateway.control("POST", path, body: call)
                // A live clock is not advanced.
                guard answer.status == 200 else { continue }
                try Self.expect(gateway, place, says: answer.json, comment: "\(place) \(skew) \(call)")
                gateway.clock.advance(.milliseconds(1_009))
            }
            try Self.expect(gateway, place, says: nil, comment: "\(place) \(skew) \(calls) later")
        }
    }

    private static func gateway(startedWith skew: String) throws -> TestGateway {
        try TestGateway { configuration in
            for member in try JSONParser.parse(Array(skew.utf8)).object?.members ?? [] {
                let name = try #require(Setting.named(member.key))
                try configuration.definitions.settings.set(name, to: member.value.plainText)
            }
        }
    }

    /// - Parameter answer: nil asks first.
    private static func expect(
        _ gateway: TestGateway,
        _ place: Place,
        says answer: JSONValue?,
        comment what: Comment
    ) throws {
        let shown =
            place == .global
            ? try gateway.control("GET", "settings").json?["clock"]
            : try gateway.control("GET", "clients/a").json?["effective"]?["clock"]
        let clock = try #require(answer ?? shown)
        #expect(shown == clock, what)
        // Another client falls under the global policy, on the same clock.
        let client = place == .global ? "other" : "a"
        let token = try gateway.accessToken(client: client)
        let inspection = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        let issued = try #require(inspection?["claims"]?["iat"]?.number.flatMap { NumericDate($0) })
        #expect(JSONValue.string(RFC3339.text(issued)) == clock["issuerNow"], what)
        let now = try #require(clock["gatewayNow"]?.string.flatMap { RFC3339.parse($0) })
        #expect(JSONValue((issued - now).millisecondsRoundedDown) == clock["offsetMs"], what)
        // So says the verdict.
        let ahead = issued > now ? (issued - now).millisecondsRoundedUp : 0
        let reason = try gateway.summary(token)["X-Mock-Gateway-Reason"]
        #expect(reason?.hasPrefix("iat_in_future; ahead_ms=\(ahead);") ?? (ahead == 0), what)
    }

    /// The first move of a client's clock counts for the skew that it follows, be it that of the start or a later one.
    @Test(
        arguments: [
            (#"{"offsetSteps": "10s:200ms"}"#, 200), (#"{"drift": "1000ppm"}"#, 10),
            (#"{"offset": "5ms", "offsetTtl": "10s"}"#, 0), (#"{"offset": "5ms", "offsetTtl": "10001ms"}"#, 5),
        ],
        [true, false]
    )
    func countsTheFirstMove(_ example: (skew: String, expected: Int), isOfTheStart: Bool) throws {
        let (skew, expected) = example
        let gateway = try Self.gateway(startedWith: isOfTheStart ? skew : "{}")
        if !isOfTheStart {
            gateway.clock.advance(.seconds(7))
            _ = try gateway.control("PATCH", "settings", body: skew)
        }
        _ = try gateway.control("PUT", "clients/a", body: "{}")
        let answer = try gateway.control("POST", "clients/a/clock", body: #"{"freeze": "now", "advance": "10s"}"#)
        #expect(answer.json?["offsetMs"] == JSONValue(expected))
        let shown = try gateway.control("GET", "clients/a").json?["effective"]?["clock"]
        #expect(shown == answer.json)
    }

    /// The answer to HEAD tells the instant of its Date, by the clock that wrote it, to the millisecond.
    @Test(arguments: [
        ("/oauth/token", "1767323045.423"), ("/oauth/none", "1767323045.423"), ("/", "1767323045.123"),
        ("/api/v2/users/me", "1767323045.123"), ("/__admin/health", "1767323045.123"), ("/none", "1767323045.123"),
        ("/%zz", "1767323045.123"),
    ])
    func aHeadSaysOfWhenItsDateIs(path: String, now: String) throws {
        let gateway = try TestGateway()
        #expect(try gateway.control("PATCH", "settings", body: #"{"offset": "300ms"}"#).status == 200)
        gateway.clock.advance(.milliseconds(123))
        let answer = try gateway.send("HEAD", path)
        #expect(answer["X-Mock-Gateway-Now"] == now && answer["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT")
        #expect(try gateway.send("GET", path)["X-Mock-Gateway-Now"] == nil)
        gateway.clock.advance(.milliseconds(576))
        let last = try gateway.send("HEAD", path)
        #expect(last["X-Mock-Gateway-Now"]?.suffix(4) == (now.hasSuffix("423") ? ".999" : ".699"))
        gateway.clock.advance(.milliseconds(1))
        let next = try gateway.send("HEAD", path)
        #expect((next["Date"] == "Fri, 02 Jan 2026 03:04:06 GMT") == (next["X-Mock-Gateway-Now"] == "1767323046.000"))
    }

    /// Of a client with a clock of its own.
    @Test func aHeadIsOfTheClientsClock() throws {
        let gateway = try TestGateway()
        _ = try gateway.control("PUT", "clients/a", body: #"{"clock": {"freeze": "2030-01-01T00:00:00.250Z"}}"#)
        let fields = [("Authorization", "Bearer \(try gateway.accessToken(client: "a"))")]
        let answer = try gateway.send("HEAD", TestGateway.summary, fields: fields)
        #expect(answer.status == 200 && answer["X-Mock-Gateway-Now"] == "1893456000.250")
    }
}
