package import JSON

extension APIDefinition {
    /// What a request's body is.
    package enum RequestBody: Sendable {
        case none, malformed
        case json(JSONValue)
    }

    /// In what a request differs from what the operation asks for: ten problems at most.
    ///
    /// - Parameter query: names and values, decoded; a list may be one value or several of one name.
    package func problems(
        of operation: Operation,
        query: [(name: String, value: String)],
        body: RequestBody
    ) -> [RequestProblem] {
        var problems = operation.isDeprecated ? [RequestProblem(.deprecated, in: .operation)] : []
        check(query, against: operation, into: &problems)
        check(body, against: operation, into: &problems)
        return Array(problems.prefix(Self.problemLimit))
    }

    private static let problemLimit = 10

    private func check(
        _ query: [(name: String, value: String)],
        against operation: Operation,
        into problems: inout [RequestProblem]
    ) {
        let known = operation.parameters.range.map { parameters[$0] }.filter { $0.place == .query }
        for parameter in known where parameter.isRequired {
            let name = texts[parameter.name]
            if !query.contains(where: { $0.name == name && !$0.value.isEmpty }) {
                problems.append(RequestProblem(.missing, in: .query, name: name))
            }
        }
        for (name, value) in query {
            guard problems.count < Self.problemLimit else { return }
            guard let parameter = known.first(where: { texts[$0.name] == name }) else {
                problems.append(RequestProblem(.unknown, in: .query, name: name))
                continue
            }
            check(value, against: parameter, name: name, into: &problems)
        }
    }

    private func check(
        _ text: String,
        against parameter: Parameter,
        name: String,
        into problems: inout [RequestProblem]
    ) {
        // An empty parameter counts as absent, unless it is required.
        guard !text.isEmpty else { return }
        let schema = resolved(parameter.schema).schema
        let separator: Character =
            switch parameter.separator {
            case .space: " "
            case .tab: "\t"
            case .pipe: "|"
            case .comma, .repetition: ","
            }
        let isList = schema.kind == .array
        let element = isList ? schema.items ?? Self.anything : parameter.schema
        let values = isList ? text.split(separator: separator).map(String.init) : [text]
        for value in values {
            let value = self.value(value, resolved(element).schema)
            guard let problem = self.problems(of: value, element, limit: 1).first else { continue }
            problems.append(RequestProblem(problem.kind.ofRequest, in: .query, name: name, allowed: problem.allowed))
            return
        }
    }

    /// The value that a text stands for, if a value of that schema is asked for.
    private func value(_ text: String, _ schema: Schema) -> JSONValue {
        switch schema.kind {
        case .integer, .number, .boolean:
            guard let value = try? JSONParser.parse(Array(text.utf8)) else { return .string(text) }
            return value
        default: return .string(text)
        }
    }

    private func check(_ body: RequestBody, against operation: Operation, into problems: inout [RequestProblem]) {
        guard let schema = operation.body else { return }
        switch body {
        // The Python SDK sends null if there is no body.
        case .none, .json(.null): if operation.isBodyRequired { problems.append(RequestProblem(.missing, in: .body)) }
        case .malformed: problems.append(RequestProblem(.malformed, in: .body))
        case .json(let value):
            for problem in self.problems(of: value, schema) {
                problems.append(
                    RequestProblem(problem.kind.ofRequest, in: .body, name: problem.path, allowed: problem.allowed)
                )
            }
        }
    }
}

extension SchemaProblem.Kind {
    fileprivate var ofRequest: RequestProblem.Kind {
        switch self {
        case .missing: .missing
        case .unknown: .unknown
        case .wrongType: .wrongType
        case .unknownValue: .unknownValue
        case .outOfBounds: .outOfBounds
        }
    }
}
