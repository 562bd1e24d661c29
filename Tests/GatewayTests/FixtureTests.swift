import Foundation
import Gateway
import JSON
import Policy
import TestSupport
import Testing

@Suite struct FixtureTests {
    private func file(_ path: String, _ text: String) -> FixtureSet.File {
        FixtureSet.File(path: path, contents: Array(text.utf8))
    }

    /// Built-in files are not checked at start: here they are, as anybody's are.
    @Test func buildsInWhatItWouldTake() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures")
            .standardizedFileURL
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        let files = try paths.map { path in
            FixtureSet.File(path: path, contents: Array(try Data(contentsOf: folder.appending(path: path))))
        }
        #expect(files.count > 5)
        #expect(throws: Never.self) { try FixtureSet(overrides: files) }
    }

    @Test func servesTheSummary() throws {
        let gateway = try TestGateway()
        let json = try #require(try gateway.summary(try gateway.accessToken()).json)
        #expect(json["interval"] == "2026-01-02T02:34:05.000Z/2026-01-02T03:04:05.000Z")
        let queues = try #require(json["queues"]?.array)
        #expect(queues.count == 3)
        for queue in queues {
            for key in [
                "id", "name", "mediaTypes", "waiting", "interacting", "onQueueAgents", "oldestWaitMs", "serviceLevel",
            ] {
                #expect(queue[key] != nil, "\(key)")
            }
        }
    }

    @Test func timesFollowTheGatewaysClock() throws {
        let gateway = try TestGateway { $0.definitions.settings.offset = .seconds(-3600) }
        let token = try gateway.accessToken()
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(token).json?["interval"] == "2026-01-02T02:34:05.001Z/2026-01-02T03:04:05.001Z")
    }

    @Test func aUserIsNeededForUsersMe() throws {
        let gateway = try TestGateway()
        let refused = try gateway.get("/api/v2/users/me", token: try gateway.accessToken())
        #expect(refused.status == 400)
        #expect(refused.json?["code"] == "not.a.user")
        let answer = try gateway.get("/api/v2/users/me", token: try gateway.userTokens().access)
        #expect(answer.status == 200)
        #expect(answer.json?["id"]?.string == BuiltInUser.id)
    }

    @Test func knowsItsQueues() throws {
        let gateway = try TestGateway()
        let token = try gateway.accessToken()
        let listing = try #require(try gateway.get("/api/v2/routing/queues", token: token).json)
        for queue in try #require(listing["entities"]?.array) {
            let path = try #require(queue["selfUri"]?.string)
            #expect(try gateway.get(path, token: token).json == queue)
        }
        let other = try gateway.get("/api/v2/routing/queues/a%22b%20%C3%A9", token: token)
        #expect(other.json?["id"] == "a\"b é")
    }

    @Test func namesTheTokensClient() throws {
        let gateway = try TestGateway()
        let answer = try gateway.get("/api/v2/tokens/me", token: try gateway.accessToken())
        #expect(answer.json?["OAuthClient"]?["id"] == "mock-client")
    }

    @Test func headHasTheFieldsOfGet() throws {
        let gateway = try TestGateway()
        let token = try gateway.accessToken()
        let head = try gateway.send("HEAD", "/api/v2/tokens/me", fields: [("Authorization", "Bearer \(token)")])
        #expect(head.status == 200)
        // The writer leaves the body out; its length is that of GET's.
        #expect(head.body == (try gateway.get("/api/v2/tokens/me", token: token).body))
    }

    @Test func servesBytesAsTheyStand() throws {
        let gateway = try TestGateway(overrides: [
            file("api/v2/a/GET.json", " { \"b\" :\t1 }\n\n"), file("api/v2/a/POST.201.json", "[]"),
            file("api/v2/a/DELETE.204.json", ""),
            file("api/v2/a/PUT.json", "{\"u\": \"{{uuid}}\", \"t\": \"{{now+1h}}\", \"c\": \"{{token.clientId}}\"}"),
            file("api/v2/a/PUT.409.json", "{}"), file("api/v2/a/PUT.500.json", "{}"),
        ])
        let token = try gateway.accessToken()
        func send(_ method: String) throws -> TestAnswer {
            try gateway.send(method, "/api/v2/a", fields: [("Authorization", "Bearer \(token)")])
        }
        #expect(try send("GET").body == " { \"b\" :\t1 }\n")
        #expect(try send("POST").status == 201)
        #expect(try send("DELETE").status == 204)
        let put = try send("PUT")
        #expect(put.status == 200)
        #expect(put.json?["t"] == "2026-01-02T04:04:05.000Z")
        #expect(put.json?["c"] == "mock-client")
        #expect(put.json?["u"] != (try send("PUT").json?["u"]))
        // The built-in ones are still there.
        #expect(try gateway.summary(token).status == 200)
    }

    @Test func overridesWhatIsBuiltIn() throws {
        let gateway = try TestGateway(overrides: [
            file("api/v2/analytics/queues/summary/GET.json", "{}"),
            file("api/v2/routing/queues/{id}/GET.json", #"{"mine": "{{path.id}}"}"#),
        ])
        let token = try gateway.accessToken()
        #expect(try gateway.summary(token).body == "{}")
        #expect(try gateway.get("/api/v2/routing/queues/x", token: token).json == ["mine": "x"])
    }

    /// Literal beats braces, but a literal that leads nowhere does not hide a brace that leads somewhere.
    @Test func choosesTheMostLiteralRoute() throws {
        let gateway = try TestGateway(overrides: [
            file("api/v2/q/me/GET.json", "1"), file("api/v2/q/{id}/GET.json", "2"),
            file("api/v2/q/{id}/DELETE.json", "3"),
            file("api/v2/q/{id}/members/{member}/GET.json", #"["{{path.member}}", "{{path.id}}"]"#),
        ])
        let token = try gateway.accessToken()
        #expect(try gateway.get("/api/v2/q/me", token: token).body == "1")
        #expect(try gateway.get("/api/v2/q/%6De", token: token).body == "1")
        #expect(try gateway.get("/api/v2/q/you", token: token).body == "2")
        #expect(try gateway.get("/api/v2/q/me/members/b", token: token).body == #"["b", "me"]"#)
        #expect(try gateway.send("DELETE", "/api/v2/q/me", fields: [("Authorization", "Bearer \(token)")]).body == "3")
    }

    @Test(arguments: [
        ("errors/unauthorized.json", "{}\n", "is not the payload"),
        ("errors/unauthorized.json", FixtureSet.unauthorized, "is not the payload"),
        ("errors/other.json", "{}", "is no place for a fixture"),
        ("api/v2/a/get.json", "{}", "is no place for a fixture"),
        ("api/v2/a/GET.txt", "{}", "is no place for a fixture"), ("api/v2/GET.json", "{}", "is no place for a fixture"),
        ("api/v1/a/GET.json", "{}", "is no place for a fixture"),
        ("oauth/token/POST.json", "{}", "is no place for a fixture"),
        ("README.md", "", "is no place for a fixture"), ("api/v2/a/HEAD.json", "{}", "HEAD is answered as GET"),
        ("api/v2/a/GET.99.json", "{}", "99 is no status"),
        ("api/v2/a/GET.1000.json", "{}", "1000 is no status"),
        ("api/v2/a/GET.json", "", "is no JSON: line 1, column 1"),
        ("api/v2/a/GET.json", "{\n\"a\":}", "is no JSON: line 2, column 5"),
        ("api/v2/a/GET.json", "{{now}}", "is no JSON"),
        ("api/v2/a/GET.json", #""{{later}}""#, "{{later}} is no placeholder; allowed: {{now}}"),
        ("api/v2/a/GET.json", #""{{now-x}}""#, "{{now-x}} is no placeholder"),
        ("api/v2/{a}/GET.json", #""{{path.b}}""#, "{{path.b}} is no placeholder"),
        ("api/v2/{a}/{a}/GET.json", "1", "{a} has no name of its own"),
        ("api/v2/x{a}/GET.json", "1", "x{a} is no folder name"),
        ("api/v2/{}/GET.json", "1", "{} has no name of its own"),
        ("api/v2/a/DELETE.204.json", "{}", "status 204 has no body"),
    ])
    func refusesBrokenFiles(path: String, text: String, reason: String) {
        #expect { try FixtureSet(overrides: [file(path, text)]) } throws: { error in
            "\(error)".hasPrefix("\(path): ") && "\(error)".contains(reason)
        }
    }

    @Test func refusesAmbiguousFiles() {
        #expect {
            try FixtureSet(overrides: [file("api/v2/a/GET.201.json", "1"), file("api/v2/a/GET.202.json", "1")])
        } throws: {
            "\($0)".contains("has answers 201 and 202 to GET")
        }
        #expect {
            try FixtureSet(overrides: [file("api/v2/{a}/b/GET.json", "1"), file("api/v2/{c}/b/GET.json", "1")])
        } throws: {
            "\($0)".contains("is the same route as api/v2/{a}/b/GET.json")
        }
    }

    private static func file(_ path: String, _ text: String) -> FixtureSet.File {
        .init(path: path, contents: Array((text + "\n").utf8))
    }

    private static let choice = [
        file("api/v2/x/GET.json", #""standard""#), file("api/v2/x/GET@empty.json", #""empty""#),
        file("api/v2/x/GET@gone.410.json", #""gone""#), file("api/v2/x/GET.429.json", #"{"path": "{{now}}"}"#),
        file("api/v2/y/GET.json", #""other""#),
    ]

    /// A client or a fault chooses among the files of a route; if there is no such file, nothing changes.
    @Test func servesVariants() throws {
        let gateway = try TestGateway(overrides: Self.choice)
        #expect(try gateway.control("PUT", "clients/c", body: #"{"variant": "empty"}"#).status == 201)
        let token = try gateway.accessToken(client: "c")
        #expect(try gateway.get("/api/v2/x", token: token).body == #""empty""#)
        #expect(try gateway.get("/api/v2/y", token: token).body == #""other""#)
        #expect(try gateway.get("/api/v2/x", token: try gateway.accessToken()).body == #""standard""#)
        _ = try gateway.control("POST", "faults", body: #"{"variant": "gone", "next": 1}"#)
        let gone = try gateway.get("/api/v2/x", token: token)
        #expect(gone.status == 410 && gone.body == #""gone""#)
        #expect(try gateway.get("/api/v2/x", token: token).body == #""empty""#)
    }

    /// A fault's status is answered by the route's own file for it.
    @Test func servesStatuses() throws {
        let gateway = try TestGateway(overrides: Self.choice)
        let token = try gateway.accessToken()
        _ = try gateway.control("POST", "faults", body: #"{"status": 429}"#)
        let answer = try gateway.get("/api/v2/x", token: token)
        #expect(answer.status == 429 && answer["Retry-After"] == "1")
        #expect(answer.body == #"{"path": "2026-01-02T03:04:05.000Z"}"#)
        #expect(try gateway.get("/api/v2/y", token: token).json?["code"] == "too.many.requests")
    }

    @Test(arguments: [
        ("api/v2/z/GET@a.json", "has variants of GET and no GET.json"), ("api/v2/x/GET@.json", "is no variant"),
        ("api/v2/x/GET@a b.json", "is no variant"), ("api/v2/x/GET@empty.500.json", "has two files for @empty"),
    ])
    func refusesVariants(path: String, message: String) {
        let error = #expect(throws: FixtureError.self) {
            try FixtureSet(overrides: Self.choice + [Self.file(path, "1")])
        }
        #expect(error?.reason.contains(message) == true)
    }
}
