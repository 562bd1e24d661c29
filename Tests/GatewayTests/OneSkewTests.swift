import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Offset, drift, steps, jitter, seed and TTL are one skew.
struct OneSkewTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(30) } }

    private func patch(_ path: String, _ body: String) throws {
        let answer = try gateway.control(path == "settings" || path == "clients/a" ? "PATCH" : "PUT", path, body: body)
        try #require(answer.status < 300, "\(answer.body)")
    }

    private func offset(_ client: String? = nil) throws -> Int? {
        let json =
            if let client {
                try gateway.control("GET", "clients/\(client)").json?["effective"]
            } else {
                try gateway.control("GET", "settings").json
            }
        return json?["clock"]?["offsetMs"]?.number?.integer
    }

    /// A client that sets one part has its own skew, in which the other parts have their defaults.
    @Test(arguments: [
        (#"{"offset": "7ms"}"#, 7), (#"{"jitterSeed": 5}"#, 0), (#"{"drift": "1000ppm"}"#, 10),
        (#"{"offsetSteps": "10s:3ms"}"#, 3), (#"{"offsetTtl": "1h"}"#, 0), (#"{"tolerance": "1s"}"#, 210),
    ])
    func isAClientsOwnAsAWhole(own: String, expected: Int) throws {
        try patch("settings", #"{"offset": "200ms", "drift": "1000ppm", "jitterSeed": 3}"#)
        _ = try gateway.control("PUT", "clients/a", body: own)
        gateway.clock.advance(.seconds(10))
        #expect(try offset("a") == expected)
    }

    /// A global TTL does not concern a client with its own skew.
    @Test func survivesTheGlobalTTL() throws {
        try patch("settings", #"{"offset": "200ms", "offsetTtl": "10s"}"#)
        _ = try gateway.control("PUT", "clients/a", body: #"{"offset": "7ms"}"#)
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try offset() == 200 && offset("a") == 7)
        gateway.clock.advance(.milliseconds(1))
        #expect(try offset() == 30 && offset("a") == 7)
    }

    /// When a client's TTL ends, it follows the global skew as that is by then, and later.
    @Test func endsInTheGlobalOneLive() throws {
        _ = try gateway.control("PUT", "clients/a", body: #"{"offset": "7ms", "offsetTtl": "10s"}"#)
        try patch("settings", #"{"drift": "1000ppm"}"#)
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try offset("a") == 7)
        gateway.clock.advance(.milliseconds(1))
        #expect(try offset("a") == 40 && offset() == 40)
        gateway.clock.advance(.seconds(5))
        #expect(try offset("a") == 45)
        try patch("settings", #"{"drift": "0ppm", "offset": "-3ms"}"#)
        #expect(try offset("a") == -3)
        // A skew that has ended is no longer shown.
        let shown = try gateway.control("GET", "clients/a").json
        #expect(shown?["offset"] == nil && shown?["offsetTtl"] == nil && shown?["effective"]?["offset"] == "-3ms")
    }

    /// When the global skew ends, that of the start holds, drift and steps included.
    @Test func endsInThatOfTheStart() throws {
        let gateway = try TestGateway { try $0.definitions.settings.set("drift", to: "1000ppm") }
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1s", "drift": "0ppm", "offsetTtl": "10s"}"#)
        gateway.clock.advance(.seconds(10))
        let settings = try gateway.control("GET", "settings").json
        #expect(settings?["clock"]?["offsetMs"] == 10)
        #expect(settings?["offset"] == "0ms" && settings?["drift"] == "1000ppm" && settings?["offsetTtl"] == .null)
    }

    /// When a skew of the start ends, there is none.
    @Test func endsInNone() throws {
        let gateway = try TestGateway {
            try $0.definitions.settings.set("offset", to: "1s")
            try $0.definitions.settings.set("offsetTtl", to: "10s")
        }
        func offset() throws -> JSONValue? { try gateway.control("GET", "settings").json?["offsetMs"] }
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try offset() == 1000)
        gateway.clock.advance(.milliseconds(1))
        #expect(try offset() == 0)
        _ = try gateway.control("POST", "reset")
        #expect(try offset() == 1000)
    }

    /// A patch changes a part of the global skew and keeps the others.
    @Test func isPatchedPartByPart() throws {
        try patch("settings", #"{"drift": "1000ppm"}"#)
        try patch("settings", #"{"jitterSeed": 5}"#)
        gateway.clock.advance(.seconds(10))
        #expect(try offset() == 40)
    }

    /// Null drops a part; the last part to go ends the skew.
    @Test func isLetGoOf() throws {
        _ = try gateway.control("PUT", "clients/a", body: #"{"offset": "7ms", "offsetTtl": "1h", "offsetSteps": null}"#)
        try patch("clients/a", #"{"offset": null}"#)
        #expect(try offset("a") == 0)
        let shown = try gateway.control("GET", "clients/a").json
        #expect(shown?["offset"] == nil && shown?["offsetTtl"] == "1h" && shown?["offsetTtlMs"] == 3_600_000)
        try patch("clients/a", #"{"offsetTtl": null}"#)
        #expect(try offset("a") == 30)
        try patch("settings", #"{"offset": "31ms"}"#)
        #expect(try offset("a") == 31)
    }

    /// A client's own skew goes on counting when its own clock comes and goes.
    @Test func goesOnWhereTheClockChanges() throws {
        _ = try gateway.control("PUT", "clients/a", body: #"{"drift": "1000ppm"}"#)
        gateway.clock.advance(.seconds(10))
        #expect(try offset("a") == 10)
        _ = try gateway.control("POST", "clients/a/clock", body: #"{"freeze": "now", "advance": "5s"}"#)
        #expect(try offset("a") == 15)
        gateway.clock.advance(.seconds(100))
        try patch("clients/a", #"{"clock": "live"}"#)
        #expect(try offset("a") == 15)
        gateway.clock.advance(.seconds(1))
        try patch("clients/a", #"{"clock": null}"#)
        #expect(try offset("a") == 16)
    }
}
