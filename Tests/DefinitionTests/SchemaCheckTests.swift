import JSON
import Testing

@testable import Definition

/// Values that are compared with a schema, on both sides of each bound.
@Suite struct SchemaCheckTests {
    private static let models: JSONValue = [
        "Queue": [
            "required": ["name"],
            "properties": [
                "name": ["type": "string", "maxLength": 5], "size": ["type": "integer", "minimum": 1, "maximum": 3],
                "kind": ["type": "string", "enum": ["a", "b"]], "made": ["type": "string", "format": "date-time"],
                "day": ["type": "string", "format": "date"], "rate": ["type": "number", "multipleOf": 5],
                "tags": ["type": "array", "items": ["type": "string"], "minItems": 1, "maxItems": 2],
                "on": ["type": "boolean"], "free": ["type": "object"],
                "map": ["additionalProperties": ["type": "integer"]],
                "next": ["$ref": "#/definitions/Queue"], "any": [:],
                "id": ["type": "string", "pattern": "^[0-9]*$"],
            ],
        ],
        "Animal": ["discriminator": "kind", "properties": ["kind": ["type": "string"]]],
        "Dog": ["allOf": [["$ref": "#/definitions/Animal"], ["properties": ["barks": ["type": "boolean"]]]]],
    ]

    private static let queues: [(JSONValue, [String])] = [
        (["name": "five5"], []), (["name": "sixsix"], ["outOfBounds name"]), ([:], ["missing name"]),
        (["name": .null], ["missing name"]), ([], ["wrongType "]), (["name": 5], ["wrongType name"]),
        (["name": "x", "size": 1], []), (["name": "x", "size": 0], ["outOfBounds size"]),
        (["name": "x", "size": 3], []),
        (["name": "x", "size": 4], ["outOfBounds size"]), (["name": "x", "size": "1"], ["wrongType size"]),
        (["name": "x", "size": .number(JSONNumber(units: 15, decimals: 1))], ["wrongType size"]),
        (["name": "x", "kind": "b"], []), (["name": "x", "kind": "c"], ["unknownValue kind"]),
        (["name": "x", "made": "2026-01-02T03:04:05Z"], []), (["name": "x", "made": "2026-01-02"], ["wrongType made"]),
        (["name": "x", "made": "2026-01-02T03:04:05.678+00:00"], []),
        (["name": "x", "made": "soon"], ["wrongType made"]),
        (["name": "x", "day": "2026-01-02"], []), (["name": "x", "day": "2026-1-02"], ["wrongType day"]),
        (["name": "x", "rate": 10], []), (["name": "x", "rate": 11], ["outOfBounds rate"]),
        (["name": "x", "tags": ["a"]], []), (["name": "x", "tags": []], ["outOfBounds tags"]),
        (["name": "x", "tags": ["a", "b"]], []), (["name": "x", "tags": ["a", "b", "c"]], ["outOfBounds tags"]),
        (["name": "x", "tags": ["a", 1]], ["wrongType tags[1]"]), (["name": "x", "on": 1], ["wrongType on"]),
        (["name": "x", "free": ["a": [1]]], []), (["name": "x", "map": ["a": 1]], []),
        (["name": "x", "map": ["a": true]], ["wrongType map.a"]), (["name": "x", "next": [:]], ["missing next.name"]),
        (["name": "x", "any": [1, [:]]], []), (["name": "x", "id": "12"], []),
        (["name": "x", "id": "1a"], ["outOfBounds id"]),
        (["name": "x", "more": 1, "size": .null], ["unknown more"]),
    ]

    @Test(arguments: queues)
    func says(value: JSONValue, expected: [String]) throws {
        let definition = try Document(answer: ["$ref": "#/definitions/Queue"], definitions: Self.models).read()
        let schema = try #require(definition.operations[0].answer)
        #expect(definition.problems(of: value, schema).map { "\($0.kind) \($0.path)" } == expected)
        #expect(definition.accepts(value, as: schema) == expected.isEmpty)
    }

    private static let animals: [(JSONValue, [String])] = [
        (["kind": "Dog", "barks": true], []),
        (["kind": "Dog", "barks": 1], ["wrongType barks"]),
        (["kind": "Cat", "barks": true], ["unknown barks"]), (["kind": "Animal"], []),
    ]

    /// The value of the discriminator decides which fields it may have.
    @Test(arguments: animals)
    func knowsTheKind(value: JSONValue, expected: [String]) throws {
        let definition = try Document(answer: ["$ref": "#/definitions/Animal"], definitions: Self.models).read()
        let schema = try #require(definition.operations[0].answer)
        #expect(definition.problems(of: value, schema).map { "\($0.kind) \($0.path)" } == expected)
    }

    @Test func saysWhatIsAllowed() throws {
        let definition = try Document(answer: ["type": "string", "enum": ["a", "b"]]).read()
        let schema = try #require(definition.operations[0].answer)
        #expect(
            definition.problems(of: 1, schema).map(\.description)
                == [#"the value has an unknown value; allowed: "a", "b""#]
        )
    }

    @Test func stopsAtTheLimit() throws {
        let definition = try Document(answer: ["type": "array", "items": ["type": "integer"]]).read()
        let schema = try #require(definition.operations[0].answer)
        #expect(definition.problems(of: ["a", "b", "c"], schema, limit: 2).count == 2)
    }
}
