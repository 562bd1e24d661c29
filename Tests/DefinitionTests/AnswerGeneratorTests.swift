import Definition
import JSON
import Testing

@Suite struct AnswerGeneratorTests {
    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/definitions/\(name)")] }

    private static func object(_ fields: JSONValue, required: JSONValue = []) -> JSONValue {
        ["type": "object", "required": required, "properties": fields]
    }

    private static func answer(of schema: JSONValue, _ definitions: JSONValue = [:]) throws -> JSONValue {
        try Document(answer: schema, definitions: definitions).answer()
    }

    private static func listing(_ item: JSONValue) -> JSONValue {
        [
            "type": "object",
            "properties": [
                "entities": ["type": "array", "items": item], "pageNumber": ["type": "integer"],
                "pageSize": ["type": "integer"], "pageCount": ["type": "integer"], "total": ["type": "integer"],
                "nextUri": ["type": "string"], "selfUri": ["type": "string"],
            ],
        ]
    }

    private static let string: JSONValue = ["type": "string"]
    private static let queue: JSONValue = object([
        "id": string, "name": string, "size": ["type": "integer"], "selfUri": string,
    ])

    private static let kinds: [(JSONValue, JSONValue)] = [
        ([:], [:]), (["type": "object"], [:]), (["type": "integer"], 1),
        (["type": "number"], 1),
        (["type": "boolean"], false), (["type": "array"], [[:]]),
        (["type": "array", "items": ["type": "integer"]], [1]),
        (["type": "array", "minItems": 3, "items": ["type": "integer"]], [1, 1, 1]),
        (["type": "array", "maxItems": 0, "items": ["type": "integer"]], []),
        (["type": "object", "additionalProperties": ["type": "integer"]], ["key": 1]),
        (["type": "object", "additionalProperties": true], [:]), (["enum": [3, 2]], 3),
        (["type": ["null", "integer"]], 1), (["properties": ["a": ["type": "integer"]]], ["a": 1]),
        (["items": ["type": "integer"]], [1]), (["type": "integer", "enum": [true]], true),
    ]

    @Test(arguments: kinds)
    func makesAValueOfEachKind(schema: JSONValue, expected: JSONValue) throws {
        #expect(try Self.answer(of: schema) == expected)
    }

    private static let numbers: [([String: JSONValue], String)] = [
        (["minimum": 5], "5"), (["maximum": -3], "-3"), (["minimum": 0, "maximum": 9], "1"),
        (["minimum": 1, "exclusiveMinimum": true], "2"), (["maximum": 1, "exclusiveMaximum": true], "0"),
        (["multipleOf": 15], "15"), (["multipleOf": 15, "maximum": 10], "0"),
        (["minimum": .number(JSONNumber(units: 25, decimals: 1))], "3"),
        (["minimum": 3_000_000_000], "3000000000"),
    ]

    @Test(arguments: numbers)
    func keepsTheBoundsOfNumbers(bounds: [String: JSONValue], expected: String) throws {
        var schema = JSONObject([.init(key: "type", value: "integer")])
        for (key, value) in bounds { schema[key] = value }
        #expect(try Self.answer(of: .object(schema)).text == expected)
    }

    private static let strings: [(String, JSONValue, String)] = [
        ("name", ["maxLength": 4], "Thin"), ("x", ["minLength": 5], "XXXXX"), ("x", ["maxLength": 0], ""),
        ("color", ["pattern": "^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$"], "#336699"), ("x", ["pattern": "^[0-9]*$"], "1"),
        ("x", ["pattern": "^[0-9]*$", "minLength": 3], "111"), ("some name", ["pattern": "^[A-Za-z0-9]+$"], "SomeName"),
        ("email", [:], "thing.1@example.invalid"), ("workPhone", [:], "+13175550123"), ("name", [:], "Thing 1"),
        ("timeZone", [:], "Etc/UTC"), ("imageUrl", [:], "https://example.invalid/image-url"),
        ("callingPartyName", [:], "Calling Party Name"), ("created", ["format": "date-time"], "dateTime -86400"),
        ("dateModified", ["format": "date-time"], "dateTime -3600"), ("day", ["format": "date"], "date -3600"),
        ("interval", [:], "dateTime -1800/dateTime 0"), ("month", ["format": "year-month"], "yearMonth -3600"),
    ]

    @Test(arguments: strings)
    func makesStringsThatReadWell(name: String, more: JSONValue, expected: String) throws {
        let schema = JSONObject([.init(key: "type", value: "string")]).merging(more.object ?? JSONObject())
        let answer = try Self.answer(
            of: Self.reference("Thing"),
            ["Thing": ["properties": .object(JSONObject([.init(key: name, value: .object(schema))]))]]
        )
        #expect(answer[name]?.string == expected)
    }

    private static let words: [(String, JSONValue, String)] = [
        ("state", ["unknown", "pending", "failed", "COMPLETED"], "COMPLETED"),
        ("jobStatus", ["Running", "Succeeded"], "Succeeded"), ("state", ["deleted", "inactive", "active"], "active"),
        ("state", ["QUEUED", "FAILED", "FULFILLED"], "FULFILLED"), ("type", ["Unknown", "none", "Voice"], "Voice"),
        ("type", ["second", "first"], "second"), ("type", ["unknown", "NONE"], "unknown"),
        ("status", ["Closed"], "Closed"),
        ("kind", [.null, "a"], "a"),
    ]

    @Test(arguments: words)
    func choosesAValueThatMeansSomething(name: String, values: JSONValue, expected: String) throws {
        let field: JSONValue = ["type": "string", "enum": values]
        let answer = try Self.answer(of: ["properties": .object(JSONObject([.init(key: name, value: field)]))])
        #expect(answer[name]?.string == expected)
    }

    @Test func takesBooleansByTheirNames() throws {
        let boolean: JSONValue = ["type": "boolean"]
        let answer = try Self.answer(of: ["properties": ["enabled": boolean, "deleted": boolean, "active": boolean]])
        #expect(answer == ["enabled": true, "deleted": false, "active": true])
    }

    @Test func anItemOfAListIsWhatIsGotByItsID() throws {
        let definitions: JSONValue = ["Queue": Self.queue, "Listing": Self.listing(Self.reference("Queue"))]
        let definition = try Document(
            paths: [
                "/q": ["get": ["responses": ["200": ["schema": Self.reference("Listing")]]]],
                "/q/{queueId}": ["get": ["responses": ["200": ["schema": Self.reference("Queue")]]]],
            ],
            definitions: definitions
        ).read()
        var generator = AnswerGenerator(definition)
        let listing = generator.answer(definition.operations[0])
        let list = try JSONParser.parse(listing.filled(path: "/q"))
        let item = try #require(list["entities"]?.array?.first)
        let id = try #require(item["id"]?.string)
        let single = generator.answer(definition.operations[1]).filled(path: "/q/\(id)", captures: [id])
        #expect(try JSONParser.parse(single) == item)
        #expect(item["selfUri"]?.string == "/q/\(id)")
        #expect(list["total"] == 1 && list["pageCount"] == 1 && list["pageNumber"] == 1 && list["pageSize"] == 25)
        #expect(list["nextUri"] == nil && list["selfUri"] == "/q")
        #expect(listing.isListing)
        #expect(listing.members.map(\.name).contains("entities"))
    }

    @Test func pagingIsOnlyWhereTheTypeAgrees() throws {
        let answer = try Self.answer(of: [
            "properties": [
                "entities": ["type": "array", "items": Self.queue],
                "total": ["properties": ["value": ["type": "integer"]]], "pageSize": Self.string,
            ]
        ])
        #expect(answer["total"] == ["value": 1])
        #expect(answer["pageSize"]?.string == "Page Size")
    }

    @Test func whatHasAnIDAndALinkIsOnlyReferredTo() throws {
        let definitions: JSONValue = [
            "Queue": Self.queue,
            "Member": Self.object([
                "queue": Self.reference("Queue"), "flow": Self.reference("EntityRef"),
                "site": Self.reference("LinkedEntityRef"),
            ]),
            "EntityRef": Self.object(["id": Self.string, "selfUri": Self.string]),
            "LinkedEntityRef": [
                "type": "object", "required": ["selfUri"], "properties": ["id": Self.string, "selfUri": Self.string],
            ],
        ]
        let definition = try Document(
            paths: [
                "/api/v2/members/{memberId}": ["get": ["responses": ["200": ["schema": Self.reference("Member")]]]],
                "/api/v2/queues/{queueId}": ["get": ["responses": ["200": ["schema": Self.reference("Queue")]]]],
            ],
            definitions: definitions
        ).read()
        var generator = AnswerGenerator(definition)
        let answer = try JSONParser.parse(generator.answer(definition.operations[0]).filled())
        let queue = try #require(answer["queue"]?.object)
        #expect(queue.keys == ["id", "name", "selfUri"])
        #expect(queue["selfUri"]?.string == "/api/v2/queues/\(queue["id"]?.string ?? "")")
        // No operation gets a flow, so there is no link to one, unless the link is required.
        #expect(answer["flow"]?.object?.keys == ["id"])
        // A general reference takes the name of its field.
        #expect(answer["site"]?["selfUri"]?.string?.hasPrefix("/api/v2/sites/") == true)
    }

    /// No model that contains itself is written twice; if it is required, the object that holds it is left out.
    @Test func circlesAreCut() throws {
        let node = Self.object(["next": Self.reference("Node"), "value": ["type": "integer"]])
        #expect(try Self.answer(of: Self.reference("Node"), ["Node": node]) == ["value": 1])
        let list = Self.object(["children": ["type": "array", "items": Self.reference("Node")]])
        #expect(try Self.answer(of: Self.reference("Node"), ["Node": list]) == ["children": []])
        let map = Self.object(["byName": ["type": "object", "additionalProperties": Self.reference("Node")]])
        #expect(try Self.answer(of: Self.reference("Node"), ["Node": map]) == ["byName": [:]])
    }

    @Test func aCircleOfWhatIsRequiredIsCutWhereItIsOptional() throws {
        let definitions: JSONValue = [
            "A": Self.object(["b": Self.reference("B"), "value": ["type": "integer"]]),
            "B": Self.object(["c": Self.reference("C")], required: ["c"]),
            "C": Self.object(["a": Self.reference("A"), "b": Self.reference("B")], required: ["b"]),
        ]
        #expect(try Self.answer(of: Self.reference("A"), definitions) == ["value": 1])
        let listed: JSONValue = ["type": "array", "items": Self.reference("B")]
        #expect(try Self.answer(of: listed, definitions) == [])
        // If nothing is optional, there is no such value.
        let definition = try Document(answer: Self.reference("B"), definitions: definitions).read()
        var generator = AnswerGenerator(definition)
        let answer = generator.answer(definition.operations[0])
        #expect(answer.isCut && answer.text == Array("{}".utf8))
    }

    @Test func whatLiesTooDeepIsCut() throws {
        var schema: JSONValue = ["type": "integer"]
        for _ in 0..<6 { schema = ["properties": ["in": schema]] }
        #expect(try Self.answer(of: schema).text == #"{"in": {"in": {"in": {}}}}"#)
    }

    /// Two models of eight fields each, all of the other model, would make 8^n values.
    @Test func aWideDefinitionMakesNoLongAnswer() throws {
        var definitions: [JSONObject.Member] = []
        for level in 0..<4 {
            let fields = (0..<200).map { JSONObject.Member(key: "f\($0)", value: Self.reference("M\(level + 1)")) }
            definitions.append(.init(key: "M\(level)", value: ["properties": .object(JSONObject(fields))]))
        }
        definitions.append(.init(key: "M4", value: Self.string))
        let definition = try Document(answer: Self.reference("M0"), definitions: .object(JSONObject(definitions)))
            .read()
        var generator = AnswerGenerator(definition)
        let text = generator.answer(definition.operations[0]).filled()
        _ = try JSONParser.parse(text)
        #expect(text.count < 1_000_000)
    }

    @Test func allOfIsOneObject() throws {
        let definitions: JSONValue = [
            "Base": Self.object(["a": ["type": "integer"], "b": ["type": "integer"]]),
            "More": ["allOf": [Self.reference("Base"), Self.object(["b": ["type": "boolean"], "c": Self.string])]],
            "Loop": [
                "allOf": [Self.reference("Loop"), Self.object(["d": ["type": "integer"]], required: ["d", "e"])]
            ],
        ]
        #expect(try Self.answer(of: Self.reference("More"), definitions) == ["a": 1, "b": false, "c": "C"])
        #expect(try Self.answer(of: Self.reference("Loop"), definitions) == ["d": 1, "e": [:]])
    }

    /// A field may be required at another place than the one that describes it.
    @Test func requiredReachesAcrossAllOf() throws {
        let definitions: JSONValue = [
            "Base": Self.object(["a": ["type": "integer"], "b": ["type": "integer"]]),
            "More": ["required": ["b"], "allOf": [Self.reference("Base")]],
        ]
        let document = Document(answer: Self.reference("More"), definitions: definitions)
        #expect(try document.answer(.required) == ["b": 1])
    }

    @Test func aDiscriminatorNamesTheKindThatIsThere() throws {
        let definitions: JSONValue = [
            "Animal": ["discriminator": "kind", "required": ["kind"], "properties": ["kind": Self.string]],
            "Dog": ["allOf": [Self.reference("Animal"), ["properties": ["barks": ["type": "boolean"]]]]],
            "Cat": ["allOf": [Self.reference("Animal"), ["properties": ["lives": ["type": "integer"]]]]],
        ]
        #expect(try Self.answer(of: Self.reference("Animal"), definitions) == ["kind": "Dog", "barks": false])
        #expect(try Self.answer(of: Self.reference("Cat"), definitions) == ["kind": "Cat", "lives": 1])
        let alone: JSONValue = ["One": ["discriminator": "kind", "properties": ["kind": Self.string]]]
        #expect(try Self.answer(of: Self.reference("One"), alone) == ["kind": "One"])
        // An enumeration that does not have the kind decides.
        let worded: JSONValue = ["One": ["discriminator": "kind", "properties": ["kind": ["enum": ["x"]]]]]
        #expect(try Self.answer(of: Self.reference("One"), worded) == ["kind": "x"])
    }

    @Test func theVariantsHoldLess() throws {
        let definitions: JSONValue = ["Queue": Self.queue, "Listing": Self.listing(Self.reference("Queue"))]
        let document = Document(answer: Self.reference("Listing"), definitions: definitions)
        let empty = try document.answer(.empty)
        #expect(empty["entities"] == [] && empty["total"] == 0 && empty["pageNumber"] == 1)
        #expect(try document.answer(.required) == [:])
        let needy = Document(answer: Self.object(["a": Self.string, "b": ["type": "array"]], required: ["b"]))
        #expect(try needy.answer(.required) == ["b": []])
    }

    @Test func idsOfThePathComeBackWhereTheyFit() throws {
        let uuid = "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}"
        let schema = Self.object([
            "id": Self.string, "queueId": Self.string,
            "part": Self.object(["id": Self.string, "queueId": Self.string]),
            "number": ["type": "integer"],
        ])
        let definition = try Document(
            paths: [
                "/q/{queueId}/m/{number}/{memberId}": ["get": ["responses": ["200": ["schema": schema]]]],
                "/q/{queueId}": [
                    "get": [
                        "responses": [
                            "200": ["schema": Self.object(["id": ["type": "string", "pattern": .string(uuid)]])]
                        ]
                    ]
                ],
            ]
        ).read()
        var generator = AnswerGenerator(definition)
        let first = generator.answer(definition.operations[0])
        let answer = try JSONParser.parse(first.filled(captures: ["q1", "7", "m1"]))
        #expect(answer["id"] == "m1" && answer["queueId"] == "q1" && answer["number"] == 7)
        #expect(answer["part"]?["queueId"] == "q1" && answer["part"]?["id"] != "m1")
        #expect(try JSONParser.parse(first.filled(captures: ["q1", "x", "m1"]))["number"] == 1)
        let second = generator.answer(definition.operations[1])
        let good = "0A1B2C3D-0000-0000-0000-00000000000f"
        #expect(try JSONParser.parse(second.filled(captures: [good]))["id"]?.string == good)
        #expect(try JSONParser.parse(second.filled(captures: ["q1"]))["id"]?.string?.utf8.count == 36)
    }

    /// Fields that can be sent come back, except for those that only the server sets.
    @Test func knowsWhatARequestMayAnswer() throws {
        let schema = Self.object([
            "id": Self.string, "name": Self.string, "version": ["type": "integer", "readOnly": true],
            "selfUri": Self.string,
        ])
        let answer: JSONValue = ["responses": ["200": ["schema": schema]]]
        let definition = try Document(paths: ["/q": ["get": answer, "post": answer]]).read()
        var generator = AnswerGenerator(definition)
        #expect(generator.answer(definition.operations[0]).members.allSatisfy { !$0.isEchoed })
        let written = generator.answer(definition.operations[1])
        #expect(written.members.filter(\.isEchoed).map(\.name) == ["name"])
        #expect(written.end.map { written.text[$0] } == UInt8(ascii: "}"))
        let name = try #require(written.members.first { $0.name == "name" })
        #expect(String(decoding: written.text[try #require(name.value)], as: UTF8.self) == "\"Value 1\"")
    }

    @Test(arguments: [("text/plain", "Text\n"), ("application/json", "\"Value\""), ("*/*", "\"Value\"")])
    func whatIsNoJSONIsBare(type: String, expected: String) throws {
        let definition = try Document(
            paths: ["/a": ["get": ["produces": [.string(type)], "responses": ["200": ["schema": Self.string]]]]]
        ).read()
        var generator = AnswerGenerator(definition)
        #expect(String(decoding: generator.answer(definition.operations[0]).text, as: UTF8.self) == expected)
    }

    @Test func noSchemaNoBody() throws {
        for status in ["200", "202", "204"] {
            let responses = JSONObject([.init(key: status, value: [:])])
            let definition = try Document(paths: ["/a": ["delete": ["responses": .object(responses)]]]).read()
            var generator = AnswerGenerator(definition)
            #expect(generator.answer(definition.operations[0]).text.isEmpty)
        }
    }

    @Test func theSameAlways() throws {
        let definitions: JSONValue = ["Queue": Self.queue, "Listing": Self.listing(Self.reference("Queue"))]
        let document = Document(answer: Self.reference("Listing"), definitions: definitions)
        let first = try document.read()
        var generator = AnswerGenerator(first)
        let text = generator.answer(first.operations[0]).text
        #expect(generator.answer(first.operations[0]).text == text)
        let second = try document.read()
        var other = AnswerGenerator(second)
        #expect(other.answer(second.operations[0]).text == text)
    }

    @Test func unknownPatternsAreToldOnce() throws {
        let definition = try Document(
            answer: Self.object([
                "a": ["type": "string", "pattern": "^x+$"], "b": ["type": "string", "pattern": "^x+$"],
                "c": ["type": "string", "pattern": "^[0-9]*$"],
            ])
        ).read()
        #expect(definition.warnings == ["values for these patterns are a guess: ^x+$"])
    }
}
