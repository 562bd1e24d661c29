import Definition
import JSON

extension FuzzTarget {
    /// A definition is refused with line and column, or says what a plainer reading of it says, and every answer made
    /// from it is JSON and ends.
    static let definition = FuzzTarget("definition") {
        { input in
            let tree = Result { () throws(JSONError) in try JSONParser.parse(document: input.span) }
            let definition: APIDefinition
            do throws(DefinitionError) {
                definition = try APIDefinition.read(input)
            } catch {
                let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                try require((1...max(lines.count, 1)).contains(error.line), "line \(error.line) of \(lines.count)")
                try require(error.column >= 1 && !error.problem.isEmpty, "\(error)")
                return
            }
            switch tree {
            case .success(let value): try compare(definition, value)
            case .failure(let error):
                // The same key is there twice at a place without meaning, or it is deeper than a body may be.
                switch error.reason {
                case .duplicateKey, .tooDeep: break
                default: throw Violation(description: "not refused: \(error)")
                }
            }
            try checkAnswers(definition)
        }
    }

    private static func compare(_ definition: APIDefinition, _ value: JSONValue) throws(Violation) {
        guard let reference = ReferenceDefinition(value) else { throw Violation(description: "not refused") }
        let operations = definition.operations.map { operation in
            ReferenceDefinition.Operation(
                verb: operation.verb.name,
                path: definition.path(of: operation),
                status: operation.status,
                needsToken: operation.needsToken,
                isDeprecated: operation.isDeprecated,
                permissions: definition.permissions(of: operation),
                name: definition.name(of: operation)
            )
        }
        try require(operations == reference.operations, "\(operations) is not \(reference.operations)")
    }

    private static func checkAnswers(_ definition: APIDefinition) throws {
        var generator = AnswerGenerator(definition)
        for operation in definition.operations.prefix(20) {
            for variant in AnswerGenerator.Variant.allCases {
                let answer = generator.answer(operation, variant)
                try require(answer.text.count < 20_000_000, "\(answer.text.count) bytes")
                _ = generator.problem(of: operation, variant)
                guard !answer.text.isEmpty, definition.mediaType(of: operation) == nil else { continue }
                do throws(JSONError) {
                    _ = try JSONParser.parse(answer.example())
                } catch {
                    // A field may be there twice if `allOf` has none, which is refused on reading.
                    throw Violation(description: "\(answer.example().text) is no JSON: \(error)")
                }
                for member in answer.members {
                    try require(member.value?.upperBound ?? 0 <= answer.text.count, "\(member.name) lies outside")
                }
            }
        }
    }
}
