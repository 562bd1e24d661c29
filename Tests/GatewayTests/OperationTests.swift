import Definition
import Gateway
import HTTPMessages
import JSON
import Policy
import TestSupport
import Testing

/// Operations of a definition behind the same tokens, faults and journal as everything else.
@Suite struct OperationTests {
    private static let document: JSONValue = [
        "swagger": "2.0", "produces": ["application/json"], "security": [["OAuth": []]],
        "paths": [
            "/api/v2/widgets": [
                "get": [
                    "responses": ["200": ["schema": ["$ref": "#/definitions/Widgets"]]],
                    "x-inin-requires-permissions": ["type": "ANY", "permissions": ["a:w:view", "b:x:y"]],
                ],
                "post": [
                    "parameters": [["name": "body", "in": "body", "schema": ["$ref": "#/definitions/Widget"]]],
                    "responses": ["201": ["schema": ["$ref": "#/definitions/Widget"]]],
                ],
            ],
            "/api/v2/widgets/{widgetId}": [
                "get": [
                    "responses": [
                        "200": ["schema": ["$ref": "#/definitions/Widget"]],
                        "409": ["x-inin-error-codes": ["widget.in.use": "Widget [%s] is in use."]],
                        "503": ["x-inin-error-codes": ["other": "No.", "service.unavailable": "Service Unavailable"]],
                    ]
                ],
                "delete": [
                    "responses": ["204": [:]],
                    "x-inin-requires-permissions": ["type": "ALL", "permissions": ["a:w:delete", "a:w:view"]],
                ],
            ],
            "/api/v2/widgets/search": [
                "post": [
                    "responses": [
                        "200": ["schema": ["properties": ["results": ["type": "array", "items": ["type": "string"]]]]]
                    ]
                ]
            ],
            "/api/v2/open": ["get": ["security": [], "responses": ["200": ["schema": ["type": "integer"]]]]],
            "/api/v2/asking": [
                "get": [
                    "deprecated": true,
                    "parameters": [
                        ["name": "need", "in": "query", "type": "string", "required": true],
                        ["name": "sort", "in": "query", "type": "string", "enum": ["asc", "desc"]],
                        ["name": "since", "in": "query", "type": "string", "format": "date-time"],
                    ],
                ]
            ],
            "/api/v2/only": ["head": ["responses": ["200": [:]]]],
            "/api/v2/text": [
                "get": ["produces": ["text/plain"], "responses": ["200": ["schema": ["type": "string"]]]]
            ],
            "/api/v2/routing/queues/divisionviews": ["get": ["responses": ["200": ["schema": ["type": "boolean"]]]]],
            "/api/v2/routing/queues/{otherName}": [
                "get": [
                    "responses": ["200": ["schema": ["type": "boolean"]]],
                    "x-inin-requires-permissions": ["type": "ANY", "permissions": ["a:w:view", "b:x:y"]],
                ], "put": ["responses": ["202": [:]]],
            ],
            "/api/v2/users/me": ["patch": ["responses": ["200": ["schema": ["type": "object"]]]]],
        ],
        "definitions": [
            "Widgets": [
                "properties": [
                    "entities": ["type": "array", "items": ["$ref": "#/definitions/Widget"]],
                    "pageNumber": ["type": "integer"], "pageSize": ["type": "integer"], "total": ["type": "integer"],
                    "pageCount": ["type": "integer"], "nextUri": ["type": "string"],
                ]
            ],
            "Widget": [
                "required": ["name"],
                "properties": [
                    "id": ["type": "string"], "name": ["type": "string"], "size": ["type": "integer", "maximum": 10],
                    "dateCreated": ["type": "string", "format": "date-time"],
                    "day": ["type": "string", "format": "date"],
                    "version": ["type": "integer", "readOnly": true], "selfUri": ["type": "string", "readOnly": true],
                    "parent": ["$ref": "#/definitions/Widget"], "number": ["type": "integer"],
                ],
            ],
        ],
    ]

    private static func gateway(
        overrides: [FixtureSet.File] = [],
        clients: JSONValue? = nil,
        isStrict: Bool = false
    ) throws -> (gateway: TestGateway, token: String) {
        let operations = OperationSet(try APIDefinition.read(document.serialized()))
        let gateway = try TestGateway {
            $0.definitions.fixtures = try FixtureSet(overrides: overrides, operations: operations)
            $0.refusesViolations = isStrict
            if let clients { $0.definitions.clients = try Client.all(in: clients) }
        }
        return (gateway, try gateway.accessToken())
    }

    private static func bearer(_ token: String) -> [(String, String)] { [("Authorization", "Bearer \(token)")] }

    @Test func answersWhatNoFixtureDoes() throws {
        let (gateway, token) = try Self.gateway()
        let answer = try gateway.get("/api/v2/widgets/w%221", token: token)
        #expect(answer.status == 200 && answer["X-Mock-Gateway-Answer"] == "generated")
        #expect(answer["Content-Type"] == "application/json")
        #expect(answer.json?["id"] == "w\"1" && answer.json?["name"] == "Widget 1")
        #expect(answer.json?["selfUri"] == "/api/v2/widgets/w\"1")
        #expect(answer.json?["parent"] == nil && answer.json?["size"] == 1)
        let entry = try #require(gateway.control("GET", "requests?answer=generated").json?["requests"]?.array?.first)
        #expect(entry["answer"] == "generated" && entry["path"] == "/api/v2/widgets/w%221")
        // An answer of a fixture is not called generated.
        let fixture = try gateway.summary(token)
        #expect(fixture.status == 200 && fixture["X-Mock-Gateway-Answer"] == nil)
        #expect(try gateway.get("/api/v2/nothing", token: token).status == 404)
    }

    @Test func timesAreTheGateways() throws {
        let (gateway, token) = try Self.gateway()
        let answer = try gateway.get("/api/v2/widgets/1", token: token)
        let now = try #require(gateway.control("GET", "settings").json?["clock"]?["gatewayNow"]?.string)
        let day = try #require(answer.json?["day"]?.string)
        #expect(now.hasPrefix(day) || day.utf8.count == 10)
        let created = try #require(answer.json?["dateCreated"]?.string)
        gateway.clock.advance(.seconds(60))
        let later = try #require(gateway.get("/api/v2/widgets/1", token: token).json?["dateCreated"]?.string)
        #expect(created < later && created < now && created.utf8.count == now.utf8.count)
    }

    /// The user's file comes first, then a built-in one, then the definition; and literal segments before those in
    /// braces.
    @Test func aFixtureWinsAtTheSameShape() throws {
        let file = FixtureSet.File(path: "api/v2/widgets/{id}/GET.json", contents: Array(#"{"by": "file"}"#.utf8))
        let (gateway, token) = try Self.gateway(overrides: [file])
        #expect(try gateway.get("/api/v2/widgets/1", token: token).json == ["by": "file"])
        let builtIn = try gateway.get("/api/v2/routing/queues/any", token: token)
        #expect(builtIn["X-Mock-Gateway-Answer"] == nil && builtIn.json?["id"] == "any")
        #expect(try gateway.get("/api/v2/routing/queues/divisionviews", token: token).body == "false")
        let deleted = try gateway.send("DELETE", "/api/v2/widgets/1", fields: Self.bearer(token))
        #expect(deleted.status == 204 && deleted.body.isEmpty)
    }

    @Test func methodsAreThoseOfBoth() throws {
        let (gateway, token) = try Self.gateway()
        let fields = Self.bearer(token)
        let wrong = try gateway.send("POST", "/api/v2/routing/queues/any", fields: fields)
        #expect(wrong.status == 405 && wrong["Allow"] == "GET, HEAD, PUT, OPTIONS")
        #expect(try gateway.send("PUT", "/api/v2/routing/queues/any", fields: fields).status == 202)
        let options = try gateway.send("OPTIONS", "/api/v2/widgets", fields: fields)
        #expect(options.status == 204 && options["Allow"] == "GET, HEAD, POST, OPTIONS")
        #expect(try gateway.send("HEAD", "/api/v2/widgets", fields: fields).status == 200)
        #expect(try gateway.send("HEAD", "/api/v2/only", fields: fields).status == 200)
        #expect(try gateway.send("GET", "/api/v2/only", fields: fields)["Allow"] == "HEAD, OPTIONS")
    }

    @Test func onlyWhatIsOpenNeedsNoToken() throws {
        let (gateway, token) = try Self.gateway()
        #expect(try gateway.get("/api/v2/open", token: nil).body == "1")
        #expect(try gateway.get("/api/v2/open", token: "nonsense").status == 200)
        #expect(try gateway.get("/api/v2/open", token: token).status == 200)
        #expect(try gateway.send("POST", "/api/v2/open").status == 401)
        #expect(try gateway.get("/api/v2/widgets/1", token: nil).status == 401)
        let entry = try gateway.control("GET", "requests?path=/api/v2/open").json?["requests"]?.array?.last
        #expect(entry?["verdict"] == .null && entry?["reason"] == .null)
    }

    @Test func thereIsOnePage() throws {
        let (gateway, token) = try Self.gateway()
        let first = try gateway.get("/api/v2/widgets?pageSize=7&pageNumber=1", token: token).json
        #expect(first?["entities"]?.array?.count == 1 && first?["pageNumber"] == 1 && first?["pageSize"] == 7)
        #expect(first?["total"] == 1 && first?["pageCount"] == 1 && first?["nextUri"] == nil)
        let second = try gateway.get("/api/v2/widgets?pageNumber=2", token: token).json
        #expect(second?["entities"] == [] && second?["pageNumber"] == 2 && second?["pageSize"] == 25)
        #expect(try gateway.get("/api/v2/widgets?after=x", token: token).json?["entities"] == [])
        #expect(try gateway.get("/api/v2/widgets?pageNumber=x&other", token: token).json?["pageNumber"] == 1)
        let search = "/api/v2/widgets/search"
        for (body, count) in [
            ("{}", 1), (#"{"pageNumber": 1}"#, 1), (#"{"pageNumber": 2}"#, 0), (#"{"paging": {"pageNumber": 2}}"#, 0),
            (#"{"cursor": "x"}"#, 0), (#"{"cursor": ""}"#, 1), ("null", 1), ("", 1), ("{", 1),
        ] {
            let answer = try gateway.send("POST", search, fields: Self.bearer(token), body: body)
            #expect(answer.json?["results"]?.array?.count == count, "\(body)")
        }
    }

    /// The request's members come back if they fit, except for those that only the server sets.
    @Test func whatIsSentComesBack() throws {
        let (gateway, token) = try Self.gateway()
        func post(_ body: String) throws -> JSONValue? {
            let answer = try gateway.send("POST", "/api/v2/widgets", fields: Self.bearer(token), body: body)
            #expect(answer.status == 201, "\(body)")
            return answer.json
        }
        let usual = try #require(try post("{}"))
        let changed = try post(#"{"name": "N\n", "size": 10, "id": "mine", "version": 9, "selfUri": "x", "more": 1}"#)
        #expect(changed?["name"] == "N\n" && changed?["size"] == 10)
        for key in ["id", "version", "selfUri", "more"] { #expect(changed?[key] == usual[key], "\(key)") }
        // A value may not be beyond a bound, of another type, or null.
        let refused = try post(#"{"name": null, "size": 11, "number": "1", "dateCreated": "soon"}"#)
        for key in ["name", "size", "number"] { #expect(refused?[key] == usual[key], "\(key)") }
        // A member that the answer would leave out is there if it is sent.
        let more = try post(#"{"parent": {"name": "P"}, "number": 5}"#)
        #expect(more?["parent"] == ["name": "P"] && more?["number"] == 5)
        #expect(more?.object?.keys.count == (usual.object?.keys.count ?? 0) + 1)
        #expect(usual["selfUri"]?.string == "/api/v2/widgets/\(usual["id"]?.string ?? "")")
    }

    @Test func variantsAreThereForEveryOperation() throws {
        let clients: JSONValue = ["empty": ["variant": "empty"], "required": ["variant": "required"]]
        let (gateway, _) = try Self.gateway(clients: clients)
        let empty = try gateway.get("/api/v2/widgets", token: gateway.accessToken(client: "empty")).json
        #expect(empty?["entities"] == [] && empty?["total"] == 0)
        let required = try gateway.get("/api/v2/widgets/1", token: gateway.accessToken(client: "required")).json
        #expect(required == ["name": "Widget 1"])
        #expect(try gateway.control("PUT", "clients/other", body: #"{"variant": "nothing"}"#).status == 400)
    }

    @Test func textIsText() throws {
        let (gateway, token) = try Self.gateway()
        let answer = try gateway.get("/api/v2/text", token: token)
        #expect(answer.body == "Text\n" && answer["Content-Type"] == "text/plain")
        #expect(answer.fields.filter { $0.name == "Content-Type" }.count == 1)
    }

    @Test func aFaultAnswersWithTheOperationsOwnError() throws {
        let (gateway, token) = try Self.gateway()
        func error(_ status: Int) throws -> TestAnswer {
            let fault = #"{"name": "f", "status": \#(status), "path": "/api/v2/widgets/**"}"#
            #expect(try gateway.control("POST", "faults", body: fault).status < 300)
            defer { _ = try? gateway.control("DELETE", "faults/f") }
            return try gateway.get("/api/v2/widgets/1", token: token)
        }
        let own = try error(409)
        #expect(own.status == 409 && own.json?["code"] == "widget.in.use")
        #expect(own.json?["message"] == "Widget […] is in use.")
        // The usual error, if the operation has it, has its words filled in.
        #expect(try error(503).json?["code"] == "service.unavailable")
        #expect(try error(500).json?["code"] == "internal.server.error")
    }

    private static let holdings: [(JSONValue, Int, Int)] = [
        // The permissions held, the status if two are needed, and the status if one of two is needed.
        (["a:*"], 204, 200), (["a:w:*"], 204, 200), (["a:w:delete", "a:w:view"], 204, 200), (["*"], 204, 200),
        (["a:*:view"], 403, 200), (["a:w:view"], 403, 200), (["a:w:delete"], 403, 403), ([], 403, 403),
        (["b:x:y"], 403, 200), (["b:*"], 403, 200), (["a:ww:*"], 403, 403),
    ]

    @Test(arguments: holdings)
    func aClientIsHeldToItsPermissions(held: JSONValue, all: Int, any: Int) throws {
        let (gateway, _) = try Self.gateway(clients: ["c": ["permissions": held]])
        let token = try gateway.accessToken(client: "c")
        let deleted = try gateway.send("DELETE", "/api/v2/widgets/1", fields: Self.bearer(token))
        #expect(deleted.status == all)
        let listed = try gateway.get("/api/v2/widgets", token: token)
        #expect(listed.status == any)
        // An operation that asks for nothing is open to all, and a fixture asks for what the definition says.
        #expect(try gateway.get("/api/v2/widgets/1", token: token).status == 200)
        #expect(try gateway.get("/api/v2/routing/queues/1", token: token).status == (any == 200 ? 200 : 403))
        #expect(try gateway.get("/api/v2/widgets", token: gateway.accessToken()).status == 200)
    }

    @Test func aRefusalNamesWhatIsMissing() throws {
        let (gateway, _) = try Self.gateway(clients: ["c": ["permissions": ["a:w:delete"]]])
        let token = try gateway.accessToken(client: "c")
        let all = try gateway.send("DELETE", "/api/v2/widgets/1", fields: Self.bearer(token))
        #expect(all.json?["code"] == "missing.permissions")
        #expect(all.json?["message"]?.string?.hasSuffix("missing the following permission(s): a:w:view") == true)
        let any = try gateway.get("/api/v2/widgets", token: token)
        #expect(any.json?["code"] == "missing.any.permissions" && any["X-Mock-Gateway-Reason"] == "missing_permissions")
        #expect(any.json?["message"]?.string?.hasSuffix("permissions assigned: a:w:view, b:x:y") == true)
        #expect(try gateway.control("GET", "clients/c").json?["permissions"] == ["a:w:delete"])
        #expect(try gateway.control("PATCH", "clients/c", body: #"{"permissions": null}"#).json?["permissions"] == nil)
        #expect(try gateway.get("/api/v2/widgets", token: token).status == 200)
        for bad in [#"["a"]"#, #"["a::b"]"#, #"["a:b:c:d"]"#, #"["a:b*:c"]"#, #""a""#, "[1]"] {
            #expect(
                try gateway.control("PATCH", "clients/c", body: #"{"permissions": \#(bad)}"#).status == 400,
                "\(bad)"
            )
        }
    }

    private static func violations(_ gateway: TestGateway) throws -> [String] {
        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        return (entry?["violations"]?.array ?? []).map { violation in
            ["problem", "in", "name"].compactMap { violation[$0]?.string }.joined(separator: " ")
        }
    }

    private static let asked: [(String, [String])] = [
        ("?need=x", ["deprecated operation"]), ("", ["deprecated operation", "missing query need"]),
        ("?need=a%20b+c&sort=desc", ["deprecated operation"]),
        ("?need=x&sort=up&%73ince=now", ["deprecated operation", "unknownValue query sort", "wrongType query since"]),
        ("?need=x&more", ["deprecated operation", "unknown query more"]),
    ]

    /// A violation is told and not refused, unless the gateway is strict; a deprecated operation still works.
    @Test(arguments: asked)
    func tellsWhatARequestIsNot(query: String, expected: [String]) throws {
        let (gateway, token) = try Self.gateway()
        #expect(try gateway.get("/api/v2/asking\(query)", token: token).status == 200)
        #expect(try Self.violations(gateway) == expected)
        let (strict, other) = try Self.gateway(isStrict: true)
        let answer = try strict.get("/api/v2/asking\(query)", token: other)
        #expect(answer.status == (expected.count == 1 ? 200 : 400))
        #expect(try Self.violations(strict) == expected)
        guard expected.count > 1 else { return }
        #expect(answer["X-Mock-Gateway-Reason"] == "violation")
        let name = expected[1].split(separator: " ").last.map(String.init)
        #expect(answer.json?["details"]?.array?.first?["fieldName"]?.string == name)
    }

    @Test func tellsWhatABodyIsNot() throws {
        let (gateway, token) = try Self.gateway(isStrict: true)
        for (body, code, expected) in [
            (#"{"name": "x"}"#, nil as String?, []), (#"{"size": 1}"#, "bad.request", ["missing body name"]),
            (#"{"name": "x", "dateCreated": "soon"}"#, "invalid.date", ["wrongType body dateCreated"]),
            (#"{"name": "x", "secret": 1}"#, "bad.request", ["unknown body secret"]),
            ("{", "bad.request", ["malformed body"]),
        ] {
            let answer = try gateway.send("POST", "/api/v2/widgets", fields: Self.bearer(token), body: body)
            #expect(answer.status == (code == nil ? 201 : 400) && answer.json?["code"]?.string == code, "\(body)")
            #expect(try Self.violations(gateway) == expected, "\(body)")
        }
        #expect(try gateway.control("GET", "requests?violation=unknown").json?["requests"]?.array?.count == 1)
        #expect(try gateway.control("GET", "requests?violation=none").status == 400)
        let body = #"{"violation": "malformed", "count": 1}"#
        #expect(try gateway.control("POST", "requests/verify", body: body).json?["verified"] == true)
    }

    @Test func tellsWhatIsNoOperation() throws {
        let (gateway, token) = try Self.gateway()
        for (method, path, expected) in [
            ("GET", "/api/v2/nothing", ["noOperation operation"]),
            ("PUT", "/api/v2/widgets", ["noOperation operation"]),
            ("OPTIONS", "/api/v2/widgets", []), ("GET", TestGateway.summary, []), ("GET", "/api/v2/widgets", []),
        ] {
            _ = try gateway.send(method, path, fields: Self.bearer(token))
            #expect(try Self.violations(gateway) == expected, "\(method) \(path)")
        }
        // Without a definition, it is not known what is missing.
        let plain = try TestGateway()
        _ = try plain.get("/api/v2/nothing", token: plain.accessToken())
        #expect(try Self.violations(plain).isEmpty)
    }

    /// Tells which paths are answered and by what, and which file would answer the others.
    @Test func tellsWhatIsAnsweredAndByWhat() throws {
        let file = FixtureSet.File(path: "api/v2/widgets/{id}/GET.json", contents: Array("{}".utf8))
        let (gateway, _) = try Self.gateway(overrides: [file])
        func routes(_ query: String) throws -> JSONValue? { try gateway.control("GET", "routes\(query)").json }
        let all = try #require(routes("")?["routes"]?.array)
        func by(_ path: String, _ method: String = "GET") -> String? {
            all.first { $0["path"]?.string == path && $0["method"]?.string == method }?["by"]?.string
        }
        #expect(by("/api/v2/widgets") == "definition" && by("/api/v2/widgets/{id}") == "fixture")
        #expect(
            by("/api/v2/routing/queues/{queueId}") == "builtIn" && by("/api/v2/widgets/{widgetId}", "DELETE") != nil
        )
        #expect(by("/api/v2/routing/queues/{otherName}", "PUT") == "definition")
        let part = try routes("?limit=2&after=/api/v2/widgets%20GET")
        #expect(part?["routes"]?.array?.first?["method"] == "POST" && part?["more"] == true)
        let one = try routes("?path=/api/v2/widgets/7&method=DELETE")?["routes"]?.array
        #expect(one?.count == 1 && one?.first?["permissions"]?["type"] == "ALL" && one?.first?["needsToken"] == true)
        let written = try #require(routes("?method=PUT")?["routes"]?.array)
        #expect(written.map { $0["method"]?.string } == ["PUT"] && written[0]["by"] == "definition")
        let none = try routes("?path=/api/v2/gadgets/7")
        #expect(none?["routes"] == [] && none?["file"] == "fixtures/api/v2/gadgets/{gadgetId}/GET.json")
        let other = try routes("?path=/api/v2/widgets&method=PUT")
        #expect(other?["methods"] == ["GET", "HEAD", "POST", "OPTIONS"] && other?["file"] != nil)
        for bad in ["?path=/else", "?path=x", "?method=NONE", "?path=/api/v2/a&method=NONE", "?other=1"] {
            #expect(try gateway.control("GET", "routes\(bad)").status == 400, "\(bad)")
        }
    }

    @Test func aUserIsAskedForAsEver() throws {
        let (gateway, token) = try Self.gateway()
        let answer = try gateway.send("PATCH", "/api/v2/users/me", fields: Self.bearer(token))
        #expect(answer.status == 400 && answer.json?["code"] == "not.a.user")
    }
}
