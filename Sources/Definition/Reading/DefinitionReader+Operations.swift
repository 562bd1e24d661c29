internal import JSON

// Paths, and the operations that stand on them.

extension DefinitionReader {
    /// What an operation answers with one status.
    struct Answer {
        var schema: SchemaID?
        var errors: [(code: TextID, message: TextID)] = []
        var reference: TextID?
    }

    /// A parameter, which may be the request's body.
    enum SharedParameter {
        case plain(Parameter)
        case body(SchemaID, isRequired: Bool)
        case reference(TextID)
    }

    mutating func paths() throws {
        try expect(.object, "paths", allowed: "an object of paths")
        var seen: Set<TextID> = []
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let isExtension = cursor.bytes(key.range).count > 1 && cursor.bytes(key.range)[0] == UInt8(ascii: "x")
            guard !isExtension else {
                try cursor.skip()
                continue
            }
            let path = id(of: key)
            guard seen.insert(path).inserted else { throw cursor.error(.duplicateKey(cursor.text(key))) }
            try pathItem(path)
        }
    }

    private mutating func pathItem(_ path: TextID) throws {
        try expect(.object, "the path \(index.pool[path])", allowed: "an object of operations")
        let first = definition.operations.count
        var shared: [SharedParameter] = []
        var verbs: Set<Operation.Verb> = []
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let word = word(key)
            if word == .parameters {
                shared = try parameters()
            } else if let verb = word.flatMap(Operation.Verb.init) {
                guard verbs.insert(verb).inserted else { throw cursor.error(.duplicateKey(cursor.text(key))) }
                try operation(verb, path)
            } else {
                try cursor.skip()
            }
        }
        guard !shared.isEmpty else { return }
        for number in first..<definition.operations.count { add(shared, to: number) }
    }

    private mutating func operation(_ verb: Operation.Verb, _ path: TextID) throws {
        try expect(.object, "\(verb.name) \(index.pool[path])", allowed: "an object")
        let number = definition.operations.count
        var operation = Operation(verb: verb, path: path, name: nil)
        var given: [SharedParameter] = []
        var answers: [(status: Int, Answer)] = []
        var (hasProduces, hasSecurity) = (false, false)
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            switch word(key) {
            case .operationId: operation.name = try textID()
            case .parameters: given = try parameters()
            case .responses: answers = try responses()
            case .produces:
                operation.mediaType = try mediaType()
                hasProduces = true
            case .security:
                operation.needsToken = try security()
                hasSecurity = true
            case .deprecated: operation.isDeprecated = try bool() ?? false
            case .permissionRequirement: try permissions(&operation)
            default: try cursor.skip()
            }
        }
        if !hasProduces { producesLater.append(number) }
        if !hasSecurity { securityLater.append(number) }
        take(answers, into: &operation, number)
        definition.operations.append(operation)
        add(given, to: number)
    }

    // MARK: Parameters

    private mutating func parameters() throws -> [SharedParameter] {
        try expect(.array, "parameters", allowed: "an array of parameters")
        var all: [SharedParameter] = []
        try cursor.beginArray()
        while try cursor.nextElement() {
            if let parameter = try parameter() { all.append(parameter) }
        }
        return all
    }

    private mutating func parameter() throws -> SharedParameter? {
        try expect(.object, "a parameter", allowed: "an object")
        var draft = Draft()
        var (name, place, schema): (TextID?, Word?, SchemaID?)
        var reference: String?
        var isRequired = false
        var separator = Parameter.Separator.comma
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            switch word(key) {
            case .name: name = try textID()
            case .place: place = try word()
            case .required: isRequired = try bool() ?? false
            case .schema: schema = try self.schema()
            case .reference: reference = try string()
            case .collectionFormat:
                separator =
                    switch try word() {
                    case .ssv: .space
                    case .tsv: .tab
                    case .pipes: .pipe
                    case .multi: .repetition
                    default: .comma
                    }
            default: if try !keyword(key, &draft) { try cursor.skip() }
            }
        }
        if let reference {
            guard reference.hasPrefix("#/parameters/") else {
                foreignReferences.append(reference)
                return nil
            }
            return .reference(index.id(of: String(reference.dropFirst("#/parameters/".count))))
        }
        if place == .body { return .body(schema ?? APIDefinition.anything, isRequired: isRequired) }
        guard let name, let place = Self.place(place) else { return nil }
        return .plain(
            Parameter(
                name: name,
                place: place,
                schema: schema ?? insert(draft),
                isRequired: isRequired,
                separator: separator
            )
        )
    }

    private static func place(_ word: Word?) -> Parameter.Place? {
        switch word {
        case .path: .path
        case .query: .query
        case .header: .header
        case .formData: .form
        default: nil
        }
    }

    /// Adds the parameters that the operation does not have yet, by name and place: its own win over those of its path.
    private mutating func add(_ given: [SharedParameter], to number: Int) {
        var all = definition.operations[number].parameters.range.map { definition.parameters[$0] }
        let before = all.count
        for parameter in given {
            switch parameter {
            case .plain(let parameter):
                let isThere = all.contains { $0.name == parameter.name && $0.place == parameter.place }
                if !isThere { all.append(parameter) }
            case .body(let schema, let isRequired):
                guard definition.operations[number].body == nil else { continue }
                definition.operations[number].body = schema
                definition.operations[number].isBodyRequired = isRequired
            case .reference(let name): parameterReferences.append((number, name))
            }
        }
        guard all.count > before else { return }
        definition.operations[number].parameters = Self.append(all, to: &definition.parameters)
    }

    mutating func readSharedParameters() throws {
        guard try cursor.kind() == .object else { return try cursor.skip() }
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let name = id(of: key)
            sharedParameters[name] = try parameter()
        }
    }

    // MARK: Answers

    private mutating func responses() throws -> [(status: Int, Answer)] {
        try expect(.object, "responses", allowed: "an object of answers")
        var answers: [(status: Int, Answer)] = []
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            guard let status = status(key) else {
                try cursor.skip()
                continue
            }
            answers.append((status, try answer(isError: status >= 400)))
        }
        return answers
    }

    /// The status that a key stands for; 0 for `default`, the answer for every status that is not listed.
    private func status(_ key: JSONCursor.Text) -> Int? {
        let digits = cursor.bytes(key.range)
        guard digits.count == 3 else { return cursor.text(key) == Word.normal.spelling ? 0 : nil }
        var status = 0
        for index in 0..<3 {
            guard digits[index] >= UInt8(ascii: "0"), digits[index] <= UInt8(ascii: "9") else { return nil }
            status = status * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return (100...599).contains(status) ? status : nil
    }

    /// - Parameter isError: the schema of an error is always the same, and is not read.
    private mutating func answer(isError: Bool) throws -> Answer {
        try expect(.object, "an answer", allowed: "an object")
        var answer = Answer()
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            switch word(key) {
            case .schema where !isError: answer.schema = try schema()
            case .errorCodes: answer.errors = try errorCodes()
            case .reference:
                guard let reference = try string() else { continue }
                if reference.hasPrefix("#/responses/") {
                    answer.reference = index.id(of: String(reference.dropFirst("#/responses/".count)))
                } else {
                    foreignReferences.append(reference)
                }
            default: try cursor.skip()
            }
        }
        return answer
    }

    private mutating func errorCodes() throws -> [(code: TextID, message: TextID)] {
        guard try cursor.kind() == .object else {
            try cursor.skip()
            return []
        }
        var codes: [(code: TextID, message: TextID)] = []
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let code = id(of: key)
            if let message = try textID() { codes.append((code, message)) }
        }
        return codes
    }

    mutating func readSharedResponses() throws {
        guard try cursor.kind() == .object else { return try cursor.skip() }
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let name = id(of: key)
            sharedResponses[name] = try answer(isError: false)
        }
    }

    /// The answer of success is that of the lowest status below 400, or the default one; all others are errors.
    private mutating func take(_ answers: [(status: Int, Answer)], into operation: inout Operation, _ number: Int) {
        let success =
            answers.filter { (200..<400).contains($0.status) }.min { $0.status < $1.status }
            ?? answers.first { $0.status == 0 }
        if let success {
            operation.status = success.status == 0 ? 200 : success.status
            operation.answer = success.1.schema
            if let name = success.1.reference { responseReferences.append((number, operation.status, name)) }
        }
        var errors: [ErrorCode] = []
        for (status, answer) in answers where status >= 400 {
            errors += answer.errors.map { ErrorCode(status: UInt16(status), code: $0.code, message: $0.message) }
            if let name = answer.reference { responseReferences.append((number, status, name)) }
        }
        operation.errors = rows(of: errors)
    }

    private mutating func rows(of errors: [ErrorCode]) -> Rows {
        guard !errors.isEmpty else { return Rows() }
        if let rows = errorLists[errors] { return rows }
        let rows = Self.append(errors, to: &definition.errors)
        errorLists[errors] = rows
        return rows
    }

    // MARK: What an operation needs and gives

    /// Whether a token is needed: it is not if the list of requirements is empty, or one of them asks for nothing.
    mutating func security() throws -> Bool {
        guard try cursor.kind() == .array else {
            try cursor.skip()
            return true
        }
        var (isEmpty, isOptional) = (true, false)
        try cursor.beginArray()
        while try cursor.nextElement() {
            isEmpty = false
            guard try cursor.kind() == .object else {
                try cursor.skip()
                continue
            }
            var names = 0
            try cursor.beginObject()
            while try cursor.nextKey() != nil {
                names += 1
                try cursor.skip()
            }
            if names == 0 { isOptional = true }
        }
        return !isEmpty && !isOptional
    }

    /// The media type of the answer; nil for JSON.
    mutating func mediaType() throws -> TextID? {
        var first: TextID?
        var hasJSON = false
        try eachString { reader, type in
            if first == nil { first = type }
            if reader.index.pool[type].lowercased().hasPrefix("application/json") { hasJSON = true }
        }
        // `*/*` leaves the type to the server.
        guard !hasJSON, let first, !index.pool[first].contains("*") else { return nil }
        return first
    }

    private mutating func permissions(_ operation: inout Operation) throws {
        guard try cursor.kind() == .object else { return try cursor.skip() }
        var names: [TextID] = []
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            switch word(key) {
            case .type: operation.permissionRule = try string() == "ALL" ? .all : .any
            case .permissions: try eachString { names.append($1) }
            default: try cursor.skip()
            }
        }
        guard !names.isEmpty else { return }
        operation.permissions = permissionLists[names] ?? append(names)
        permissionLists[names] = operation.permissions
    }

    // MARK: What is shared

    /// Follows the references to parameters and answers that stand beside the paths.
    mutating func resolveShared() {
        for (number, name) in parameterReferences {
            guard let parameter = sharedParameters[name], !parameter.isReference else {
                foreignReferences.append("#/parameters/\(index.pool[name])")
                continue
            }
            add([parameter], to: number)
        }
        for (number, status, name) in responseReferences {
            guard let answer = sharedResponses[name] else {
                foreignReferences.append("#/responses/\(index.pool[name])")
                continue
            }
            if status < 400 {
                definition.operations[number].answer = answer.schema
            } else {
                let before = definition.operations[number].errors.range.map { definition.errors[$0] }
                let more = answer.errors.map { ErrorCode(status: UInt16(status), code: $0.code, message: $0.message) }
                definition.operations[number].errors = rows(of: before + more)
            }
        }
    }
}

extension DefinitionReader.SharedParameter {
    fileprivate var isReference: Bool { if case .reference = self { true } else { false } }
}
