import Definition
import JSON
import Testing

@Suite struct DefinitionReaderTests {
    private static func refusal(_ text: String) -> DefinitionError? {
        do throws(DefinitionError) {
            _ = try APIDefinition.read(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        (#"{"openapi": "3.0.1", "paths": {}}"#, 1, "openapi: 3.0.1 is not understood"),
        (#"{"paths": {}, "openapi": "3.1.0"}"#, 1, "openapi: 3.1.0 is not understood"),
        (#"{"swagger": "1.2", "paths": {}}"#, 1, "swagger: 1.2 is not understood"),
        (#"{"paths": {}}"#, 1, "swagger is missing"), (#"{"swagger": "2.0"}"#, 1, "paths is missing"),
        ("[]", 1, "a definition is array"), ("{\"swagger\": \"2.0\",\n\"paths\": []}", 2, "paths is array"),
        ("{\"swagger\": \"2.0\",\n\"paths\": {\n\"/a\": 1}}", 3, "the path /a is number"),
        ("{\"swagger\": \"2.0\",\n\"paths\": {\n\"/a\": {\"get\": []}}}", 3, "GET /a is array"),
        ("{\"swagger\": \"2.0\", \"paths\": {},\n\"definitions\": {\"A\": 1}}", 2, "a schema is number"),
        ("{\"swagger\": \"2.0\", \"paths\": {},\n\n \"x\": tru}", 3, "no JSON value"),
        ("{\"swagger\": \"2.0\", \"paths\": {}} {}", 1, "there is more behind the value"), ("", 1, "ends too early"),
    ])
    func refuses(text: String, line: Int, problem: String) throws {
        let error = try #require(Self.refusal(text))
        #expect(error.line == line && error.problem.contains(problem), "\(error)")
    }

    @Test func namesLineAndColumn() throws {
        let error = try #require(Self.refusal("{\"swagger\": \"2.0\",\n  \"paths\": {\"/a\": {\"get\": ?}}}"))
        #expect("\(error)".hasPrefix("line 2, column 27: no JSON value"), "\(error)")
    }

    /// Two readers must not differ over which of the two counts.
    @Test(arguments: [
        #"{"swagger":"2.0","paths":{"/a":{},"/a":{}}}"#, #"{"swagger":"2.0","paths":{"/a":{"get":{},"get":{}}}}"#,
        #"{"swagger":"2.0","paths":{},"definitions":{"A":{},"\u0041":{}}}"#,
        #"{"swagger":"2.0","paths":{},"paths":{}}"#,
        #"{"swagger":"2.0","paths":{},"definitions":{"A":{"properties":{"b":{},"b":{}}}}}"#,
    ])
    func refusesWhatStandsTwice(text: String) throws {
        #expect(try #require(Self.refusal(text)).problem.contains("stands twice"))
    }

    @Test func everyPrefixIsIncomplete() throws {
        let document = Document(answer: ["$ref": "#/definitions/A"], definitions: ["A": ["type": "object"]])
        let text = document.json.serialized()
        _ = try APIDefinition.read(text)
        for count in 0..<text.count {
            #expect(throws: DefinitionError.self) { try APIDefinition.read(Array(text[..<count])) }
        }
    }

    @Test func readsWhatAnOperationSays() throws {
        let definition = try Document(
            paths: [
                "/things/{id}": [
                    "parameters": [["name": "id", "in": "path", "required": true, "type": "string"]],
                    "delete": [
                        "operationId": "deleteThing", "deprecated": true, "security": [],
                        "responses": [
                            "202": ["description": "taken"], "default": ["schema": ["type": "string"]],
                            "409": ["x-inin-error-codes": ["in.use": "It is in use.", "gone": "It is gone."]],
                            "404": ["schema": ["$ref": "#/definitions/E"], "x-inin-error-codes": ["not.there": "No."]],
                        ],
                        "x-inin-requires-permissions": ["type": "ALL", "permissions": ["a:b:c", "d:e:f"]],
                        "x-anything": [["deep": [1, ["er": .null]]]],
                    ],
                ]
            ],
            others: [("basePath", "/api/v2/"), ("produces", ["text/plain"]), ("security", [["OAuth": []]])]
        ).read()
        let operation = try #require(definition.operations.first)
        #expect(definition.operations.count == 1)
        #expect(operation.verb == .delete && operation.status == 202)
        #expect(definition.path(of: operation) == "/api/v2/things/{id}")
        #expect(definition.name(of: operation) == "deleteThing")
        #expect(operation.isDeprecated && !operation.needsToken && operation.permissionRule == .all)
        #expect(definition.permissions(of: operation) == ["a:b:c", "d:e:f"])
        #expect(definition.errors(of: operation, status: 409).map(\.code) == ["in.use", "gone"])
        #expect(definition.errors(of: operation, status: 404).map(\.message) == ["No."])
        #expect(definition.errors(of: operation, status: 500).isEmpty)
        #expect(definition.mediaType(of: operation) == "text/plain")
        // Models to which only errors refer are not looked for.
        #expect(definition.warnings.isEmpty)
    }

    private static let securities: [(JSONValue?, Bool)] = [
        (nil, true), ([], false), ([["A": []]], true), ([[:], ["A": []]], false),
    ]

    /// Whatever the order of a document's parts is, and even if it says nothing.
    @Test(arguments: securities)
    func knowsWhoNeedsAToken(security: JSONValue?, needsToken: Bool) throws {
        let paths: JSONValue = ["/a": ["get": ["responses": [:]]]]
        let others = security.map { [("security", $0)] } ?? []
        let first = try Document(paths: paths, others: others).read()
        #expect(first.operations.map(\.needsToken) == [needsToken])
        guard let security else { return }
        let second = try Document(paths: ["/a": ["get": ["security": security]]]).read()
        #expect(second.operations.map(\.needsToken) == [needsToken])
    }

    private static let answers: [(JSONValue, Int)] = [
        (["200": ["schema": ["type": "string"]], "202": [:]], 200), (["204": [:], "202": [:]], 202),
        (["default": [:]], 200), ([:], 200), (["404": [:]], 200), (["302": [:]], 302), (["206": [:], "400": [:]], 206),
        (["99": [:], "600": [:], "x": [:]], 200),
    ]

    @Test(arguments: answers)
    func answersWithTheStatusOfSuccess(responses: JSONValue, status: Int) throws {
        let definition = try Document(paths: ["/a": ["get": ["responses": responses]]]).read()
        #expect(definition.operations.map(\.status) == [status])
    }

    @Test func aReferenceThatLeadsNowhereIsOneWarningAndNothing() throws {
        let document = Document(
            answer: ["properties": ["a": ["$ref": "#/definitions/Gone"], "b": ["$ref": "#/definitions/Gone"]]]
        )
        #expect(
            try document.read().warnings == ["#/definitions/Gone is referred to and not there; it stands for {}"]
        )
        #expect(try document.answer() == ["a": [:], "b": [:]])
    }

    @Test func passesOverWhatIsNoRoute() throws {
        let definition = try Document(
            paths: [
                "/a/{b}.json": ["get": [:]], "/a/{}": ["get": [:]], "a": ["get": [:]],
                "/a/{b}": ["get": [:], "trace": [:]],
                "/a/{c}": ["get": [:], "put": [:]], "x-path": 7,
            ]
        ).read()
        let routes = definition.operations.map { "\($0.verb.name) \(definition.path(of: $0))" }
        #expect(routes == ["GET /a/{b}", "PUT /a/{c}"])
        #expect(definition.warnings.count == 4, "\(definition.warnings)")
    }

    /// Words of schemas are names of fields as well, and a key may be spelled by escapes.
    @Test func fieldsMayBeCalledAsSchemasAre() throws {
        let names = [
            "$ref", "type", "enum", "items", "properties", "required", "allOf", "format", "discriminator", "pattern",
            "additionalProperties", "readOnly", "minimum", "schema", "responses", "parameters",
        ]
        let fields = JSONObject(names.map { .init(key: $0, value: ["type": "integer"]) })
        let answer = try Document(
            answer: ["$ref": "#/definitions/M"],
            definitions: ["M": ["properties": .object(fields)]]
        )
        .answer()
        #expect(answer.object?.keys == names)
        #expect(answer.object?.members.allSatisfy { $0.value == 1 } == true)
        let escaped = Array(
            #"{"swagger":"2.0","paths":{"/a":{"get":{"responses":{"200":{"\u0073chema":{"ty\u0070e":"integer"}}}}}}}"#
                .utf8
        )
        let definition = try APIDefinition.read(escaped)
        var generator = AnswerGenerator(definition)
        #expect(generator.answer(definition.operations[0]).text == Array("1".utf8))
    }

    @Test func followsSharedParametersAndAnswers() throws {
        let definition = try Document(
            paths: [
                "/a": [
                    "get": [
                        "parameters": [["$ref": "#/parameters/P"], ["$ref": "#/parameters/Gone"]],
                        "responses": ["200": ["$ref": "#/responses/R"], "404": ["$ref": "#/responses/E"]],
                    ]
                ]
            ],
            others: [
                ("parameters", ["P": ["name": "p", "in": "query", "type": "string"]]),
                (
                    "responses",
                    ["R": ["schema": ["type": "boolean"]], "E": ["x-inin-error-codes": ["not.there": "No."]]]
                ),
            ]
        ).read()
        var generator = AnswerGenerator(definition)
        #expect(generator.answer(definition.operations[0]).text == Array("false".utf8))
        #expect(definition.errors(of: definition.operations[0], status: 404).map(\.code) == ["not.there"])
        #expect(definition.warnings == ["$ref #/parameters/Gone is not understood; it stands for {}"])
    }

    @Test func aByteOrderMarkIsNoPartOfIt() throws {
        #expect(try APIDefinition.read([0xEF, 0xBB, 0xBF] + Document(paths: [:]).json.serialized()).operations.isEmpty)
    }
}
