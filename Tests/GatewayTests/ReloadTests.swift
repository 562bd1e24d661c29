import JSON
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Files read anew while the gateway runs.
struct ReloadTests {
    /// What stands in the files, as a test changes it.
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
        definitions.clients = try Client.all(
            in: try JSONParser.parse(Array(clients.utf8)),
            at: ManualClock().now
        )
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
        _ = try gateway.control("PATCH", "settings", #"{"offset": "7ms"}"#)
        _ = try gateway.control("PUT", "clients/made", #"{"offset": "8ms"}"#)
        _ = try gateway.control("POST", "faults", #"{"name": "made", "path": "/none", "status": 500}"#)
        _ = try gateway.control("POST", "clock", #"{"freeze": "now"}"#)
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
}
