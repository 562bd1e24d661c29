import JSON
import Locking
import TestSupport
import Testing

@testable import Gateway
@testable import Policy
@testable import Rules

/// Files that are read again while the gateway runs.
struct ReloadTests {
    /// The contents of the files, which a test changes.
    private final class Files: Sendable {
        let reading: Mutex<Configuration.Reading>

        init(_ definitions: Definitions) { reading = Mutex(.success((definitions, []))) }

        func set(_ new: Configuration.Reading) { reading.withLock { $0 = new } }
    }

    private let gateway: TestGateway
    private let files: Files

    init() throws {
        let files = Files(try Self.definitions())
        gateway = try TestGateway { configuration in
            configuration.definitions = try Self.definitions()
            configuration.reader = { done in done(files.reading.withLock { $0 }) }
        }
        self.files = files
    }

    private static func definitions(
        offset: Int = 0,
        clients: String = "{}",
        faults: String = "[]",
        fixtures: [FixtureSet.File] = []
    ) throws -> Definitions {
        var definitions = Definitions(fixtures: try FixtureSet(overrides: fixtures))
        definitions.settings.offset = .milliseconds(offset)
        definitions.clients = try Client.all(in: try JSONParser.parse(Array(clients.utf8)))
        definitions.faults = try Fault.all(in: try JSONParser.parse(Array(faults.utf8)))
        return definitions
    }

    private func reload() throws -> TestAnswer { try gateway.control("POST", "reload").finished() }

    @Test func takesWhatHasChanged() throws {
        let token = try gateway.accessToken()
        #expect(try gateway.get("/api/v2/new", token: token).status == 404)
        files.set(
            .success(
                (
                    try Self.definitions(
                        offset: 200,
                        clients: #"{"c": {"tolerance": "1s"}}"#,
                        faults: #"[{"path": "/api/v2/users/me", "status": 503}]"#,
                        fixtures: [.init(path: "api/v2/new/GET.json", contents: Array("[1]\n".utf8))]
                    ), ["port"]
                )
            )
        )
        let answer = try reload()
        #expect(answer.status == 200 && answer.json?["clients"] == 1 && answer.json?["faults"] == 1)
        #expect(answer.json?["ignored"] == ["port"])
        #expect(try gateway.get("/api/v2/new", token: token).body == "[1]")
        #expect(try gateway.get("/api/v2/users/me", token: token).status == 503)
        #expect(try gateway.summary(try gateway.accessToken()).status == 401)
        #expect(try gateway.summary(try gateway.accessToken(client: "c")).status == 200)
    }

    /// What was changed by hand stays, until a reset goes back to the files as last read.
    @Test func keepsWhatWasChanged() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "7ms"}"#)
        _ = try gateway.control("PUT", "clients/made", body: #"{"offset": "8ms"}"#)
        _ = try gateway.control("POST", "faults", body: #"{"name": "made", "path": "/none", "status": 500}"#)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "now"}"#)
        var definitions = try Self.definitions(offset: 200, clients: #"{"made": {}, "c": {}}"#)
        definitions.settings.tokenLifetime = .seconds(60)
        files.set(.success((definitions, [])))
        _ = try reload()
        let settings = try gateway.control("GET", "settings").json
        #expect(settings?["offsetMs"] == 7 && settings?["tokenLifetimeMs"] == 60_000)
        #expect(settings?["clock"]?["mode"] == "frozen")
        #expect(try gateway.control("GET", "clients/made").json?["offset"] == "8ms")
        #expect(try gateway.control("GET", "faults").json?["faults"]?.array?.count == 1)
        let reset = try gateway.control("POST", "reset").json
        #expect(reset?["offsetMs"] == 200 && reset?["clock"]?["mode"] == "live")
        #expect(try gateway.control("GET", "clients/made").json?["offset"] == nil)
        #expect(try gateway.control("GET", "faults").json?["faults"] == [])
    }

    @Test func changesNothingWhereAFileIsBroken() throws {
        let before = try gateway.control("GET", "settings").body
        files.set(.failure(InputError("config.json: offset: soon is no duration; allowed: …")))
        let answer = try reload()
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.hasPrefix("nothing has been changed: config.json: offset") == true)
        #expect(try gateway.control("GET", "settings").body == before)
    }

    @Test func saysThatThereIsNothingToRead() throws {
        let gateway = try TestGateway()
        #expect(try gateway.control("POST", "reload").finished().status == 400)
    }

    /// What was removed stays removed, and a clock that was moved keeps its time.
    @Test func keepsWhatWasTakenAway() throws {
        func read() throws {
            let definitions = try Self.definitions(
                clients: #"{"a": {"clock": {"freeze": "2030-01-01T00:00:00Z"}}, "b": {}}"#,
                faults:
                    #"[{"name": "f", "path": "/api/v2/none", "status": 500}, {"name": "g", "path": "/x", "reset": true}]"#
            )
            files.set(.success((definitions, [])))
            _ = try reload()
        }
        try read()
        _ = try gateway.control("POST", "clients/a/clock", body: #"{"advance": "1h"}"#)
        _ = try gateway.control("DELETE", "clients/b")
        _ = try gateway.control("DELETE", "faults/f")
        try read()
        let clock = try gateway.control("GET", "clients/a").json?["effective"]?["clock"]?["gatewayNow"]
        #expect(clock == "2030-01-01T01:00:00.000Z")
        #expect(try gateway.control("GET", "clients/b").status == 404)
        #expect(try gateway.control("GET", "faults/f").status == 404)
        #expect(try gateway.control("GET", "faults/g").status == 200)
        _ = try gateway.control("POST", "reset")
        #expect(try gateway.control("GET", "clients/b").status == 200)
        #expect(try gateway.control("GET", "faults/f").status == 200)
    }

    /// A spent fault stays spent if its definition has not changed.
    @Test func goesOnCounting() throws {
        for (status, expected) in [(503, [503, 200]), (503, [200]), (502, [502, 200])] {
            let faults = #"[{"path": "\#(TestGateway.summary)", "status": \#(status), "next": 1}]"#
            files.set(.success((try Self.definitions(faults: faults), [])))
            _ = try reload()
            let token = try gateway.accessToken()
            for status in expected { #expect(try gateway.summary(token).status == status) }
        }
    }

    /// A file that is written as it was leaves its clients as they are: a TTL that has ended, a clock that stands
    /// still, one that is gone.
    @Test func leavesClientsOfTheSameFileAlone() throws {
        let text = #"""
            {"ttl": {"offset": "200ms", "offsetTtl": "10s"}, "frozen": {"clock": {"freeze": "now", "phase": "7ms"}},
             "mortal": {"secret": "s", "expiresAfter": "10s"}, "moved": {"clock": "live", "drift": "1000ppm"}}
            """#
        func read(_ text: String) throws {
            files.set(.success((try Self.definitions(clients: text), [])))
            _ = try reload()
        }
        func effective(_ client: String) throws -> JSONValue? {
            try gateway.control("GET", "clients/\(client)").json?["effective"]?["clock"]
        }
        try read(text)
        let frozen = try effective("frozen")?["gatewayNow"]
        #expect(frozen == "2026-01-02T03:04:05.007Z")
        gateway.clock.advance(.milliseconds(9_999))
        try read(text)
        #expect(try effective("ttl")?["offsetMs"] == 200 && effective("moved")?["offsetMs"] == 9)
        #expect(try gateway.control("GET", "clients/mortal").status == 200)
        gateway.clock.advance(.milliseconds(1))
        for _ in 0..<2 {
            try read(text)
            #expect(try effective("ttl")?["offsetMs"] == 0 && effective("moved")?["offsetMs"] == 10)
            #expect(try effective("frozen")?["gatewayNow"] == frozen)
            #expect(try gateway.control("GET", "clients/mortal").status == 404)
        }
        // A client that is written differently begins again.
        try read(text.replacing("10s", with: "10001ms").replacing("7ms", with: "8ms"))
        #expect(try effective("ttl")?["offsetMs"] == 200)
        #expect(try effective("frozen")?["gatewayNow"] == "2026-01-02T03:04:15.008Z")
        #expect(try gateway.control("GET", "clients/mortal").status == 200)
    }

    /// A reload does not bring the skew of the start back.
    @Test func leavesASkewThatHasEnded() throws {
        func read(_ offset: String) throws {
            var definitions = try Self.definitions()
            try definitions.settings.set("offset", to: offset)
            try definitions.settings.set("offsetTtl", to: "10s")
            files.set(.success((definitions, [])))
            _ = try reload()
        }
        func offset() throws -> JSONValue? { try gateway.control("GET", "settings").json?["offsetMs"] }
        try read("5ms")
        gateway.clock.advance(.seconds(9))
        try read("5ms")
        #expect(try offset() == 5)
        gateway.clock.advance(.seconds(1))
        try read("5ms")
        #expect(try offset() == 0)
        try read("6ms")
        #expect(try offset() == 6)
    }

    /// A client or fault that stays does not lose the fixture that it has chosen.
    @Test func refusesToTakeAVariantAway() throws {
        let variant = FixtureSet.File(path: "api/v2/users/me/GET@empty.json", contents: Array("{}".utf8))
        files.set(.success((try Self.definitions(fixtures: [variant]), [])))
        _ = try reload()
        _ = try gateway.control("PUT", "clients/c", body: #"{"variant": "empty"}"#)
        files.set(.success((try Self.definitions(offset: 9), [])))
        let answer = try reload()
        #expect(answer.status == 400 && answer.json?["key"] == "clients.c.variant")
        #expect(try gateway.control("GET", "settings").json?["offsetMs"] == 0)
    }

    /// Only what had been configured can be missed by a reload.
    @Test func takesUpWhatWasMadeAndTakenAwayBefore() throws {
        _ = try gateway.control("PUT", "clients/z", body: "{}")
        _ = try gateway.control("DELETE", "clients/z")
        files.set(.success((try Self.definitions(clients: #"{"z": {}}"#), [])))
        _ = try reload()
        #expect(try gateway.control("GET", "clients/z").status == 200)
    }

    /// A skew that was set by hand goes on, and so does a client that has not changed.
    @Test func restartsNoSkewThatHasNotChanged() throws {
        let text = #"{"c": {"offsetSteps": "2s:500ms"}}"#
        files.set(.success((try Self.definitions(clients: text), [])))
        _ = try reload()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "0ms", "offsetSteps": "1s:500ms"}"#)
        gateway.clock.advance(.seconds(3))
        files.set(.success((try Self.definitions(offset: 9, clients: text), [])))
        _ = try reload()
        #expect(try gateway.control("GET", "settings").json?["clock"]?["offsetMs"] == 500)
        #expect(try gateway.control("GET", "clients/c").json?["effective"]?["clock"]?["offsetMs"] == 500)
    }
}
