import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// What `GET` answers can be sent back and changes nothing.
struct SentBackTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private static let settings = [
        "{}", #"{"offset": "-1m30s", "tolerance": "5s", "tokenLifetime": "90m", "expiresIn": 3000}"#,
        #"{"drift": "-3.5ppm", "offsetSteps": "10s:200ms,1h:-1.5s", "jitter": "3ms", "jitterSeed": 9, "offsetTtl": "2h"}"#,
        #"{"iatRounding": "ceil", "timestampPrecision": "seconds", "backdate": "1.005s"}"#,
        #"{"nodes": "0ms,-200ms,+90s", "nodeChoice": "random", "nodeSeed": 4}"#,
        #"{"validator": "go-jose", "rateLimit": "20/1.5s", "stormLimit": 3, "refreshReuse": "refuse", "loginPage": true}"#,
        #"{"tolerance": "0ms", "expiresIn": 0}"#,
    ]

    /// - Parameter keys: nil sends the whole answer.
    private func sendBack(_ path: String, _ keys: [String]?) throws {
        let shown = try #require(try gateway.control("GET", path).json?.object)
        let sent = JSONObject(shown.members.filter { keys?.contains($0.key) ?? true })
        let answer = try gateway.control("PATCH", path, body: JSONValue.object(sent).text)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(answer.json?.object == shown)
        #expect(try gateway.control("GET", path).json?.object == shown)
    }

    private static let keys = Setting.all.map(\.name)

    @Test(arguments: settings, [true, false])
    func changesNoSetting(body: String, isWhole: Bool) throws {
        #expect(try gateway.control("PATCH", "settings", body: body).status == 200)
        try sendBack("settings", isWhole ? nil : Self.keys)
        // It does not change the effect of later changes either.
        func later() throws -> [JSONValue?] {
            gateway.clock.advance(.seconds(7201))
            let json = try gateway.control(
                "PATCH",
                "settings",
                body: #"{"validator": "go-jose", "tokenLifetime": "2h"}"#
            )
            .json
            return [json?["tolerance"], json?["expiresIn"], json?["offset"], json?["clock"]?["offsetMs"]]
        }
        let sent = try later()
        _ = try gateway.control("POST", "reset")
        _ = try gateway.control("PATCH", "settings", body: body)
        #expect(try later() == sent)
    }

    /// Each setting has another value than at the start, and each is sent back alone.
    @Test func changesNoSettingAlone() throws {
        for body in Self.settings { _ = try gateway.control("PATCH", "settings", body: body) }
        for key in Self.keys { try sendBack("settings", [key]) }
    }

    @Test func staysUnset() throws {
        try sendBack("settings", nil)
        let json = try gateway.control("PATCH", "settings", body: #"{"validator": "go-jose", "tokenLifetime": "1h"}"#)
            .json
        #expect(json?["tolerance"] == "1m" && json?["expiresIn"] == 3600)
        // If it is named alone, it is set.
        _ = try gateway.control("PATCH", "settings", body: #"{"validator": "strict", "tolerance": null}"#)
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "0ms"}"#)
        #expect(
            try gateway.control("PATCH", "settings", body: #"{"validator": "go-jose"}"#).json?["tolerance"] == "0ms"
        )
    }

    @Test(arguments: ["settings", "clients/c"], [true, false])
    func restartsNoSkew(path: String, isWhole: Bool) throws {
        let body = #"{"drift": "1000ppm", "offsetSteps": "15s:500ms", "offsetTtl": "30s"}"#
        _ = try gateway.control(path == "settings" ? "PATCH" : "PUT", path, body: body)
        gateway.clock.advance(.seconds(10))
        func offset() throws -> JSONValue? {
            let json = try gateway.control("GET", path).json
            return (json?["effective"] ?? json)?["clock"]?["offsetMs"]
        }
        #expect(try offset() == 10)
        try sendBack(path, isWhole ? nil : Self.keys)
        gateway.clock.advance(.seconds(5))
        #expect(try offset() == 515)
        gateway.clock.advance(.seconds(15))
        #expect(try offset() == 0)
    }

    @Test(arguments: settings, [true, false])
    func changesNoClient(body: String, isWhole: Bool) throws {
        _ = try gateway.control("PUT", "clients/c", body: body)
        _ = try gateway.control(
            "PATCH",
            "clients/c",
            body: #"{"secret": "s", "redirectUris": ["http://x/cb"], "expiresAfter": "1h", "clock": {"freeze": "now"}}"#
        )
        _ = try gateway.token(client: "c", secret: "s")
        try sendBack("clients/c", isWhole ? nil : Self.keys + ["redirectUris", "variant"])
        #expect(try gateway.token(client: "c", secret: "wrong").status == 400)
        _ = try gateway.control("PATCH", "clients/c", body: #"{"tolerance": null, "expiresIn": null}"#)
        try sendBack("clients/c", isWhole ? nil : Self.keys)
    }

    @Test(arguments: [
        (#"{"id": "d"}"#, "id"), (#"{"hasSecret": true}"#, "hasSecret"), (#"{"offsetMs": 8}"#, "offsetMs"),
        (#"{"expiresAt": "2026-01-02T03:04:05.000Z"}"#, "expiresAt"), (#"{"configured": false}"#, "configured"),
        (#"{"effective": {"offset": "200ms"}}"#, "effective.offset"), (#"{"effective": {"x": 1}}"#, "effective.x"),
        (#"{"effective": {"clock": {"mode": "frozen"}}}"#, "effective.clock.mode"),
        (#"{"toleranceMs": 0}"#, "toleranceMs"),
    ])
    func refusesWhatIsNotSo(body: String, key: String) throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"offset": "7ms"}"#)
        let answer = try gateway.control("PATCH", "clients/c", body: body)
        #expect(answer.status == 400 && answer.json?["key"]?.string == key, "\(answer.body)")
    }

    /// RFC 6749 §5.1 counts `expires_in` in seconds.
    @Test(arguments: [
        ("3000", 3_000), (#""3000""#, 3_000), (#""3000s""#, 3_000), (#""50m""#, 3_000), ("0", 0), ("6e1", 60),
    ])
    func takesSecondsForExpiresIn(value: String, seconds: Int) throws {
        let answer = try gateway.control("PATCH", "settings", body: #"{"expiresIn": \#(value)}"#)
        #expect(answer.json?["expiresIn"] == JSONValue(seconds))
        #expect(try gateway.token().json?["expires_in"] == JSONValue(seconds))
        // Other settings stay in milliseconds.
        #expect(
            try gateway.control("PATCH", "settings", body: #"{"tokenLifetime": 3000}"#).json?["tokenLifetime"] == "3s"
        )
    }
}
