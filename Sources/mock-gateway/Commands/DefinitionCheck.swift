internal import ArgumentParser
internal import Definition
internal import Launch

/// `mock-gateway definition`: whether a definition can be served, and which parts of it cannot.
struct DefinitionCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "definition",
        abstract: "Check an API definition without serving it.",
        discussion: """
            Reads a definition (Swagger 2.0, JSON), makes the answer of every operation once in each variant, and holds \
            each against its own schema. It says what would be passed over.

            Exit status: 0 if all answers are valid, 1 if some are not, 65 if it is no such definition.

            Example:
              curl -o api.json https://api.mypurecloud.com/api/v2/docs/swagger
              mock-gateway definition api.json
            """
    )

    @Argument(help: ArgumentHelp("The definition.", valueName: "file"))
    var file: String

    func run() throws {
        let definition = try DefinitionFile.read(file, for: "FILE")
        var output = Self.summary(definition)
        for warning in definition.warnings { output += "passed over: \(warning)\n" }
        var generator = AnswerGenerator(definition)
        var problems: [String] = []
        var count = 0
        for operation in definition.operations {
            for variant in AnswerGenerator.Variant.allCases {
                count += 1
                guard let problem = generator.problem(of: operation, variant) else { continue }
                problems.append("\(operation.verb.name) \(definition.path(of: operation)) (\(variant)): \(problem)")
            }
        }
        output += "\(count) answers made, \(count - problems.count) of them valid\n"
        for problem in problems.prefix(Self.shownProblems) { output += "invalid: \(problem)\n" }
        if problems.count > Self.shownProblems { output += "and \(problems.count - Self.shownProblems) more\n" }
        try StandardStreams.writeOutput(
            output.split(separator: "\n").map { LineFormatter.escaped(String($0)) + "\n" }.joined()
        )
        if !problems.isEmpty { throw ExitCode(1) }
    }

    private static let shownProblems = 50

    private static func summary(_ definition: APIDefinition) -> String {
        let operations = definition.operations
        let paths = Set(operations.map(definition.path(of:))).count
        let open = operations.count { !$0.needsToken }
        let outside = operations.count { !definition.path(of: $0).hasPrefix("/api/v2/") }
        var text = "\(operations.count) operations on \(paths) paths, \(definition.modelCount) models, "
        text += "\(definition.fieldCount) fields\n\(open) operations need no token\n"
        if outside > 0 { text += "passed over: \(outside) operations outside /api/v2/, which nothing answers\n" }
        return text
    }
}
