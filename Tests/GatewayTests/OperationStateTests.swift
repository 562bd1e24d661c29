import Definition
import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// An object that was created is there, if the definition proves the resource.
@Suite struct OperationStateTests {
    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/definitions/\(name)")] }

    private static func answer(_ status: String, _ model: String) -> JSONValue {
        ["responses": .object(JSONObject([.init(key: status, value: ["schema": reference(model)])]))]
    }

    private static let document: JSONValue = [
        "swagger": "2.0",
        "paths": [
            "/api/v2/widgets": ["get": answer("200", "Widgets"), "post": answer("201", "Widget")],
            "/api/v2/widgets/{widgetId}": [
                "get": answer("200", "Widget"), "put": answer("200", "Widget"), "patch": answer("200", "Widget"),
                "delete": ["responses": ["204": [:]]],
            ],
            "/api/v2/routing/queues": ["post": answer("200", "Widget")],
            "/api/v2/routing/queues/{id}": ["get": answer("200", "Widget")],
            "/api/v2/jobs": ["post": answer("202", "Ticket")],
            "/api/v2/jobs/{jobId}": ["get": answer("200", "Job")],
            "/api/v2/owners/{ownerId}/widgets": ["get": answer("200", "Widgets"), "post": answer("200", "Widget")],
            "/api/v2/owners/{ownerId}/widgets/{widgetId}": ["get": answer("200", "Widget")],
        ],
        "definitions": [
            "Widgets": [
                "properties": [
                    "entities": ["type": "array", "items": reference("Widget")], "total": ["type": "integer"],
                    "pageNumber": ["type": "integer"], "pageSize": ["type": "integer"],
                    "pageCount": ["type": "integer"],
                ]
            ],
            "Widget": [
                "properties": [
                    "id": ["type": "string"], "name": ["type": "string"], "size": ["type": "integer"],
                    "selfUri": ["type": "string"],
                ]
            ],
            "Ticket": ["properties": ["id": ["type": "string"]]], "Job": ["properties": ["id": ["type": "string"]]],
        ],
    ]

    private let gateway: TestGateway
    private let token: String
    private static let path = "/api/v2/widgets"

    init() throws {
        let operations = OperationSet(try APIDefinition.read(Self.document.serialized()), keepsObjects: true)
        gateway = try TestGateway {
            $0.definitions.fixtures = try FixtureSet(operations: operations)
            $0.definitions.clients = try Client.all(in: ["one": [:], "two": [:]])
        }
        token = try gateway.accessToken()
    }

    private func send(_ method: String, _ path: String, body: String = "", token: String? = nil) throws -> TestAnswer {
        let fields = [("Authorization", "Bearer \(token ?? self.token)")]
        return try gateway.send(method, path, fields: fields, body: body)
    }

    private func create(_ name: String, token: String? = nil) throws -> String {
        let answer = try send("POST", Self.path, body: #"{"name": "\#(name)"}"#, token: token)
        #expect(answer.status == 201 && answer["X-Mock-Gateway-Answer"] == "generated")
        return try #require(answer.json?["id"]?.string)
    }

    private func names(_ query: String = "") throws -> [String] {
        (try send("GET", Self.path + query).json?["entities"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    @Test func whatWasCreatedIsThere() throws {
        #expect(try names() == ["Widget 1"])
        let created = try send("POST", Self.path, body: #"{"name": "A", "size": 7}"#)
        let id = try #require(created.json?["id"]?.string)
        #expect(created.json?["selfUri"]?.string == "\(Self.path)/\(id)")
        #expect(try send("GET", "\(Self.path)/\(id)").json == created.json)
        let other = try create("B")
        #expect(other != id)
        #expect(try names() == ["A", "B"])
        // An object that has not been made is answered as usual.
        #expect(try send("GET", "\(Self.path)/else").json?["name"] == "Widget 1")
    }

    /// The built-in queue does not know those that were made; but a file of the user's is meant to count.
    @Test func whatWasCreatedComesBeforeABuiltInFixture() throws {
        let path = "/api/v2/routing/queues"
        let made = try send("POST", path, body: #"{"name": "A"}"#)
        let id = try #require(made.json?["id"]?.string)
        #expect(try send("GET", "\(path)/\(id)").json == made.json)
        let operations = OperationSet(try APIDefinition.read(Self.document.serialized()), keepsObjects: true)
        let file = FixtureSet.File(path: "api/v2/routing/queues/{x}/GET.json", contents: Array("1".utf8))
        let own = try TestGateway {
            $0.definitions.fixtures = try FixtureSet(overrides: [file], operations: operations)
        }
        #expect(try own.get("\(path)/\(id)", token: own.accessToken()).body == "1")
        // If nothing is remembered, the built-in file answers.
        let plain = try TestGateway {
            $0.definitions.fixtures = try FixtureSet(operations: OperationSet(operations.definition))
        }
        #expect(try plain.get("\(path)/\(id)", token: plain.accessToken())["X-Mock-Gateway-Answer"] == nil)
    }

    @Test func whatWasChangedStaysSo() throws {
        let id = try create("A")
        let changed = try send("PATCH", "\(Self.path)/\(id)", body: #"{"size": 9, "id": "x", "name": 5}"#)
        #expect(changed.json?["size"] == 9 && changed.json?["name"] == "A" && changed.json?["id"]?.string == id)
        #expect(try send("GET", "\(Self.path)/\(id)").json == changed.json)
        #expect(try send("GET", Self.path).json?["entities"] == [try #require(changed.json)])
        // An object that was not created can be changed too.
        let else_ = try send("PUT", "\(Self.path)/else", body: #"{"name": "E"}"#)
        #expect(try send("GET", "\(Self.path)/else").json == else_.json)
        #expect(else_.json?["name"] == "E" && else_.json?["id"] == "else")
    }

    @Test func whatWasDeletedIsGone() throws {
        let id = try create("A")
        _ = try create("B")
        for gone in [id, "never"] {
            #expect(try send("DELETE", "\(Self.path)/\(gone)").status == 204)
            for method in ["GET", "PUT", "PATCH", "DELETE"] {
                let answer = try send(method, "\(Self.path)/\(gone)", body: "{}")
                #expect(answer.status == 404 && answer.json?["code"] == "not.found", "\(method) \(gone)")
            }
        }
        #expect(try names() == ["B"])
        // A collection from which everything was deleted is empty.
        #expect(try gateway.control("POST", "reset").status == 200)
        #expect(try send("DELETE", "\(Self.path)/x").status == 204)
        #expect(try names().isEmpty && send("GET", Self.path).json?["total"] == 0)
    }

    @Test func aListHasPages() throws {
        for number in 1...5 { _ = try create("\(number)") }
        let page = try send("GET", Self.path + "?pageSize=2&pageNumber=3").json
        #expect(page?["total"] == 5 && page?["pageCount"] == 3 && page?["pageNumber"] == 3 && page?["pageSize"] == 2)
        #expect(try names("?pageSize=2&pageNumber=1") == ["1", "2"])
        #expect(try names("?pageSize=2&pageNumber=2") == ["3", "4"])
        #expect(try names("?pageSize=2&pageNumber=3") == ["5"])
        #expect(try names("?pageSize=2&pageNumber=4").isEmpty)
        #expect(try names("?pageSize=2&pageNumber=9223372036854775807").isEmpty)
        #expect(try names("?pageSize=0&pageNumber=1") == ["1"])
    }

    @Test func collectionsAndClientsAreApart() throws {
        _ = try create("A")
        _ = try send("POST", "/api/v2/owners/1/widgets", body: #"{"name": "O"}"#)
        func names(_ path: String, _ token: String? = nil) throws -> [String?] {
            (try send("GET", path, token: token).json?["entities"]?.array ?? []).map { $0["name"]?.string }
        }
        #expect(try names(Self.path) == ["A"] && names("/api/v2/owners/1/widgets") == ["O"])
        #expect(try names("/api/v2/owners/2/widgets") == ["Widget 1"])
        let (one, two) = (try gateway.accessToken(client: "one"), try gateway.accessToken(client: "two"))
        _ = try create("One", token: one)
        #expect(try names(Self.path, one) == ["One"] && names(Self.path, two) == ["Widget 1"])
        // Clients that have not been configured share theirs.
        #expect(try names(Self.path, gateway.accessToken(client: "nobody")) == ["A"])
        #expect(try gateway.control("DELETE", "clients/one").status < 300)
        #expect(try gateway.control("PUT", "clients/one", body: "{}").status < 300)
        #expect(try names(Self.path, one) == ["Widget 1"])
        #expect(try gateway.control("POST", "reset").status == 200)
        #expect(try names(Self.path) == ["Widget 1"])
    }

    /// A POST that answers with another model makes no object.
    @Test func aJobIsNotKept() throws {
        let ticket = try #require(send("POST", "/api/v2/jobs").json?["id"]?.string)
        #expect(try send("POST", "/api/v2/jobs").json?["id"]?.string == ticket)
    }

    @Test func nothingIsKeptUnlessAskedFor() throws {
        let operations = OperationSet(try APIDefinition.read(Self.document.serialized()))
        let plain = try TestGateway { $0.definitions.fixtures = try FixtureSet(operations: operations) }
        let fields = [("Authorization", "Bearer \(try plain.accessToken())")]
        let first = try plain.send("POST", Self.path, fields: fields, body: #"{"name": "A"}"#)
        let second = try plain.send("POST", Self.path, fields: fields, body: #"{"name": "A"}"#)
        #expect(first.body == second.body)
    }

    /// The oldest goes first, by number and by size.
    @Test func isBounded() throws {
        let store = ObjectStore()
        let place = ObjectStore.Place(owner: nil, collection: "/c")
        for number in 0...ObjectStore.countLimit { store.put(JSONObject(), "\(number)", in: place) }
        #expect(store.objects(in: place)?.count == ObjectStore.countLimit)
        guard case .unknown = store.find("0", in: place), case .object = store.find("1", in: place) else {
            Issue.record("not the oldest")
            return
        }
        let large = JSONObject([
            .init(key: "a", value: .string(String(repeating: "x", count: ObjectStore.sizeLimit - 100)))
        ])
        store.put(large, "large", in: place)
        guard case .object = store.find("large", in: place) else {
            Issue.record("the newest is gone")
            return
        }
        #expect((store.objects(in: place)?.count ?? 0) < 20)
        store.put(
            JSONObject([.init(key: "a", value: .string(String(repeating: "x", count: ObjectStore.sizeLimit)))]),
            "x",
            in: place
        )
        #expect(store.objects(in: place) == nil)
    }
}
