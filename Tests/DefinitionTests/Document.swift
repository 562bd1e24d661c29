import Definition
import JSON

/// A definition as a test writes it.
struct Document {
    var paths: JSONValue = [:]
    var definitions: JSONValue = [:]
    var others: [(String, JSONValue)] = []

    /// One `GET /api/v2/things/{thingId}` that answers with `schema`.
    init(answer schema: JSONValue, definitions: JSONValue = [:]) {
        self.init(
            paths: ["/api/v2/things/{thingId}": ["get": ["responses": ["200": ["schema": schema]]]]],
            definitions: definitions
        )
    }

    init(paths: JSONValue, definitions: JSONValue = [:], others: [(String, JSONValue)] = []) {
        self.paths = paths
        self.definitions = definitions
        self.others = others
    }

    var json: JSONValue {
        var members: [JSONObject.Member] = [.init(key: "swagger", value: "2.0")]
        members += others.map { .init(key: $0.0, value: $0.1) }
        members += [.init(key: "paths", value: paths), .init(key: "definitions", value: definitions)]
        return .object(JSONObject(members))
    }

    func read() throws -> APIDefinition { try APIDefinition.read(json.serialized()) }

    /// The answer of the first operation, with what a request would bring.
    func answer(_ variant: AnswerGenerator.Variant = .standard) throws -> JSONValue {
        let definition = try read()
        var generator = AnswerGenerator(definition)
        return try JSONParser.parse(generator.answer(definition.operations[0], variant).filled())
    }
}

extension GeneratedAnswer {
    /// The text with something plain at each mark.
    func filled(path: String = "/api/v2/here", captures: [String] = ["one", "two"]) -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        for placed in marks {
            output += text[start..<placed.offset]
            start = placed.offset
            switch placed.mark {
            case .instant(let seconds, let form): output += "\(form) \(seconds)".utf8
            case .path: output += path.utf8
            case .capture(let index, let fit, let fallback):
                let value = index < captures.count ? captures[index] : ""
                let isFitting =
                    switch fit {
                    case .any: true
                    case .integer: Int(value) != nil
                    case .pattern(let pattern): pattern.matches(Array(value.utf8).span)
                    }
                output += (isFitting ? value : fallback).utf8
            }
        }
        return output + text[start...]
    }
}
