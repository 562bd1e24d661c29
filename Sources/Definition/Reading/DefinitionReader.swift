internal import JSON

extension APIDefinition {
    /// Reads a definition in one pass, and keeps nothing of the text.
    ///
    /// Members that it does not know are passed over, whatever their values are. Those that it knows have to be as
    /// Swagger 2.0 says if a route or an answer depends on them.
    package static func read(_ text: Span<UInt8>) throws(DefinitionError) -> APIDefinition {
        let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        guard text.count < Int(UInt32.max) else {
            throw DefinitionError("the definition has more than 4 GiB", line: 1, column: 1)
        }
        var reader = DefinitionReader(text.extracting((hasMark ? 3 : 0)..<text.count))
        do {
            return try reader.document()
        } catch let error as JSONError {
            throw DefinitionError(error)
        } catch let error as DefinitionError {
            throw error
        } catch {
            throw DefinitionError("\(error)", line: 1, column: 1)
        }
    }

    package static func read(_ text: [UInt8]) throws(DefinitionError) -> APIDefinition { try read(text.span) }
}

/// Fills the tables of a definition while its text is read.
struct DefinitionReader: ~Escapable {
    var cursor: JSONCursor
    var index = TextIndex()
    var definition = APIDefinition()
    /// The schemas without fields that are in the table already; most of them are strings.
    var known: [Schema: SchemaID] = [:]
    var modelIDs: [TextID: ModelID] = [:]
    var modelsByReference: [TextID: ModelID] = [:]
    var errorLists: [[ErrorCode]: Rows] = [:]
    var permissionLists: [[TextID]: Rows] = [:]
    /// References to what this reader does not follow, such as files.
    var foreignReferences: [String] = []
    /// Operations that do not say what they produce or need: what the document says of all holds for them.
    var producesLater: [Int] = []
    var securityLater: [Int] = []
    var sharedParameters: [TextID: SharedParameter] = [:]
    var sharedResponses: [TextID: Answer] = [:]
    var parameterReferences: [(operation: Int, name: TextID)] = []
    var responseReferences: [(operation: Int, status: Int, name: TextID)] = []
    private var basePath: [UInt8] = []
    private var isSwagger = false
    private var produced: TextID??
    private var needsToken = true

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        cursor = JSONCursor(text)
        for word in Word.allCases { _ = index.id(of: word.spelling) }
        definition.schemas.append(Schema())
        known[Schema()] = APIDefinition.anything
    }

    mutating func document() throws -> APIDefinition {
        try expect(.object, "a definition", allowed: "an object with \"swagger\": \"2.0\" and paths")
        var hasPaths = false
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            switch word(key) {
            case .openapi:
                let version = try scalarText() ?? "something else"
                throw error("openapi: \(version) is not understood; allowed: a definition with \"swagger\": \"2.0\"")
            case .swagger:
                let version = try scalarText() ?? "something else"
                guard version == "2.0" else { throw error("swagger: \(version) is not understood; allowed: \"2.0\"") }
                isSwagger = true
            case .basePath:
                if let path = try stringBytes() { basePath = path.last == UInt8(ascii: "/") ? path.dropLast() : path }
            case .produces: produced = .some(try mediaType())
            case .security: needsToken = try security()
            case .paths:
                guard !hasPaths else { throw cursor.error(.duplicateKey("paths")) }
                hasPaths = true
                try paths()
            case .definitions: try models()
            case .parameters: try readSharedParameters()
            case .responses: try readSharedResponses()
            default: try cursor.skip()
            }
        }
        try cursor.end()
        guard isSwagger else { throw error("swagger is missing; allowed: a definition with \"swagger\": \"2.0\"") }
        guard hasPaths else { throw error("paths is missing; allowed: a definition with \"paths\"") }
        return finish()
    }

    // MARK: Errors

    func error(_ problem: String) -> DefinitionError {
        let place = cursor.place(of: cursor.offset)
        return DefinitionError(problem, line: place.line, column: place.column)
    }

    mutating func expect(_ kind: JSONCursor.Kind, _ what: String, allowed: String) throws {
        guard try cursor.kind() == kind else { throw error("\(what) is \(try cursor.kind()); allowed: \(allowed)") }
    }

    // MARK: Values

    /// Takes a string; anything else is stepped over.
    mutating func stringBytes() throws -> [UInt8]? {
        guard try cursor.kind() == .string else {
            try cursor.skip()
            return nil
        }
        var bytes: [UInt8] = []
        cursor.append(try cursor.string(), to: &bytes)
        return bytes
    }

    mutating func string() throws -> String? { try stringBytes().map { String(decoding: $0, as: UTF8.self) } }

    /// Takes a string or a number as it stands.
    mutating func scalarText() throws -> String? {
        guard try cursor.kind() == .number else { return try string() }
        return try cursor.jsonNumber().text
    }

    mutating func bool() throws -> Bool? {
        guard try cursor.kind() == .bool else {
            try cursor.skip()
            return nil
        }
        return try cursor.bool()
    }

    mutating func double() throws -> Double? {
        guard try cursor.kind() == .number else {
            try cursor.skip()
            return nil
        }
        return Double(try cursor.jsonNumber().text)
    }

    /// A length or a count, which is not negative.
    mutating func count() throws -> Int? {
        guard let number = try double(), number >= 0, number < 1e9 else { return nil }
        return Int(number)
    }

    mutating func id(of text: JSONCursor.Text) -> TextID {
        guard text.hasEscapes else { return index.id(of: cursor.bytes(text.range)) }
        var bytes: [UInt8] = []
        cursor.append(text, to: &bytes)
        return index.id(of: bytes.span)
    }

    /// The word that a key is, or nil.
    mutating func word(_ text: JSONCursor.Text) -> Word? { Word(id(of: text)) }

    /// Takes a string that may be a word; anything else is stepped over.
    mutating func word() throws -> Word? { try textID().flatMap(Word.init) }

    mutating func textID() throws -> TextID? {
        guard try cursor.kind() == .string else {
            try cursor.skip()
            return nil
        }
        return id(of: try cursor.string())
    }

    /// Calls `body` for each string of an array; all else is stepped over.
    mutating func eachString(_ body: (inout Self, TextID) throws -> Void) throws {
        guard try cursor.kind() == .array else { return try cursor.skip() }
        try cursor.beginArray()
        while try cursor.nextElement() {
            if let text = try textID() { try body(&self, text) }
        }
    }

    // MARK: The end

    private mutating func finish() -> APIDefinition {
        resolveShared()
        for number in producesLater { definition.operations[number].mediaType = produced.flatMap { $0 } }
        for number in securityLater { definition.operations[number].needsToken = needsToken }
        joinPaths()
        definition.texts = index.pool
        for model in definition.models where model.schema == nil {
            let name = definition.texts[model.name]
            definition.warnings.append("#/definitions/\(name) is referred to and not there; it stands for {}")
        }
        for reference in Set(foreignReferences).sorted() {
            definition.warnings.append("$ref \(reference) is not understood; it stands for {}")
        }
        definition.findChildren()
        definition.findHomes()
        definition.warnings += definition.unknownPatterns
        definition.compact()
        return definition
    }

    /// Puts the base path in front of all paths, and leaves out those that cannot be routes.
    private mutating func joinPaths() {
        var kept: [Operation] = []
        var full: [TextID: TextID] = [:]
        var shapes: Set<[UInt8]> = []
        for var operation in definition.operations {
            let path = Array(index.pool.bytes(operation.path))
            guard let shape = Self.shape(of: path) else {
                let text = String(decoding: path, as: UTF8.self)
                let warning = "the path \(text) is no route; allowed: / and segments, each of them all in braces or not"
                if definition.warnings.last != warning { definition.warnings.append(warning) }
                continue
            }
            guard shapes.insert([operation.verb.rawValue] + shape).inserted else {
                let text = String(decoding: path, as: UTF8.self)
                definition.warnings.append("\(operation.verb.name) \(text) is there twice but for the names in braces")
                continue
            }
            if !basePath.isEmpty {
                let joined = full[operation.path] ?? index.id(of: (basePath + path).span)
                full[operation.path] = joined
                operation.path = joined
            }
            kept.append(operation)
        }
        definition.operations = kept
    }

    /// The path without the names in its braces; nil if it is no path.
    private static func shape(of path: [UInt8]) -> [UInt8]? {
        guard path.first == UInt8(ascii: "/") else { return nil }
        var shape: [UInt8] = []
        for segment in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            shape.append(UInt8(ascii: "/"))
            let braces = segment.count { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
            if braces == 0 {
                shape += segment
            } else {
                guard braces == 2, segment.count > 2, segment.first == UInt8(ascii: "{"),
                    segment.last == UInt8(ascii: "}")
                else { return nil }
                shape.append(UInt8(ascii: "{"))
            }
        }
        return shape
    }
}
