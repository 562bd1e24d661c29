import Definition
import JSON
import Testing

/// What is said of requests that break an operation.
@Suite struct RequestCheckTests {
    private static let document: JSONValue = [
        "swagger": "2.0",
        "paths": [
            "/a": [
                "post": [
                    "parameters": [
                        ["name": "need", "in": "query", "required": true, "type": "string"],
                        ["name": "size", "in": "query", "type": "integer", "maximum": 10],
                        ["name": "on", "in": "query", "type": "boolean"],
                        ["name": "sort", "in": "query", "type": "string", "enum": ["asc", "desc"]],
                        ["name": "ids", "in": "query", "type": "array", "items": ["type": "integer"]],
                        [
                            "name": "expand", "in": "query", "type": "array", "collectionFormat": "multi",
                            "items": ["type": "string", "enum": ["x", "y"]],
                        ],
                        ["name": "field", "in": "header", "type": "string", "required": true],
                        [
                            "name": "body", "in": "body", "required": true,
                            "schema": ["required": ["name"], "properties": ["name": ["type": "string"]]],
                        ],
                    ]
                ],
                "get": ["deprecated": true],
            ]
        ],
    ]

    private static let queries: [([String], [String])] = [
        (["need=x"], []), ([], ["missing query need"]), (["need="], ["missing query need"]),
        (["need=x", "size=10"], []), (["need=x", "size=11"], ["outOfBounds query size"]),
        (["need=x", "size=ten"], ["wrongType query size"]), (["need=x", "size="], []),
        (["need=x", "on=true"], []), (["need=x", "on=1"], ["wrongType query on"]),
        (["need=x", "sort=desc"], []), (["need=x", "sort=down"], ["unknownValue query sort"]),
        (["need=x", "ids=1,2"], []), (["need=x", "ids=1", "ids=2"], []),
        (["need=x", "ids=1,b"], ["wrongType query ids"]),
        (["need=x", "expand=x", "expand=y"], []), (["need=x", "expand=x,y"], []),
        (["need=x", "expand=z"], ["unknownValue query expand"]),
        (["need=x", "pagesize=1"], ["unknown query pagesize"]), (["need=1"], []),
    ]

    @Test(arguments: queries)
    func checksTheQuery(pairs: [String], expected: [String]) throws {
        let definition = try APIDefinition.read(Self.document.serialized())
        let query = pairs.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (name: parts[0], value: parts[1])
        }
        let problems = definition.problems(of: definition.operations[0], query: query, body: .json(["name": "n"]))
        #expect(problems.map { "\($0.kind) \($0.place) \($0.name)" } == expected)
    }

    private static let bodies: [(APIDefinition.RequestBody, [String])] = [
        (.json(["name": "n"]), []), (.json([:]), ["missing body name"]), (.none, ["missing body "]),
        (.json(.null), ["missing body "]), (.malformed, ["malformed body "]), (.json([]), ["wrongType body "]),
        (.json(["name": 1, "more": 2]), ["wrongType body name", "unknown body more"]),
    ]

    @Test(arguments: bodies)
    func checksTheBody(body: APIDefinition.RequestBody, expected: [String]) throws {
        let definition = try APIDefinition.read(Self.document.serialized())
        let problems = definition.problems(of: definition.operations[0], query: [("need", "x")], body: body)
        #expect(problems.map { "\($0.kind) \($0.place) \($0.name)" } == expected)
    }

    @Test func saysWhatIsDeprecatedAndAllowed() throws {
        let definition = try APIDefinition.read(Self.document.serialized())
        let deprecated = definition.problems(of: definition.operations[1], query: [], body: .none)
        #expect(deprecated.map(\.description) == ["the operation is deprecated"])
        let query = [("need", "x"), ("sort", "down")]
        let worded = definition.problems(of: definition.operations[0], query: query, body: .json(["name": "n"]))
        #expect(worded.map(\.description) == [#"query sort has an unknown value; allowed: "asc", "desc""#])
        let many = (0..<20).map { ("p\($0)", "x") }
        #expect(definition.problems(of: definition.operations[0], query: many, body: .none).count == 10)
    }
}
