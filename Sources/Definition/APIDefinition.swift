/// An API as its definition describes it (Swagger 2.0): every operation, and the models of what requests and answers
/// hold.
///
/// All of it lies in a few flat tables, since a definition of 20 MB is kept for as long as the gateway runs. Its only
/// texts are names, words and messages.
package struct APIDefinition: Sendable {
    var texts = TextPool()
    var schemas: [Schema] = []
    var fields: [Field] = []
    /// Lists of texts: enumerations (in JSON), permissions, names that are required.
    var words: [TextID] = []
    /// Lists of schemas: `allOf`.
    var parts: [SchemaID] = []
    var bounds: [Bounds] = []
    var models: [Model] = []
    var parameters: [Parameter] = []
    var errors: [ErrorCode] = []
    package internal(set) var operations: [Operation] = []
    /// One line for each part of the document that is not as it should be, and is passed over.
    package internal(set) var warnings: [String] = []

    struct Model: Sendable {
        let name: TextID
        var schema: SchemaID?
        /// The models that extend this one: those that its discriminator tells apart.
        var children: [ModelID] = []
        /// The operation that gets one by its id, which is its home.
        var home: Int?
    }

    /// A schema that says nothing, so that every value keeps to it.
    static let anything = SchemaID(index: 0)

    package var modelCount: Int { models.count }
    package var fieldCount: Int { fields.count }

    subscript(_ id: SchemaID) -> Schema { schemas[Int(id.index)] }
    subscript(_ id: ModelID) -> Model { models[Int(id.index)] }
    subscript(_ id: TextID) -> String { texts[id] }

    /// The path of an operation, such as `/api/v2/routing/queues/{queueId}`.
    package func path(of operation: Operation) -> String { texts[operation.path] }

    /// The operation's own name, if it has one.
    package func name(of operation: Operation) -> String? { operation.name.map { texts[$0] } }

    package func mediaType(of operation: Operation) -> String? { operation.mediaType.map { texts[$0] } }

    /// Whether the operation has a query parameter of one of these names.
    package func takes(_ operation: Operation, anyOf names: Set<String>) -> Bool {
        operation.parameters.range.contains { row in
            parameters[row].place == .query && names.contains(texts[parameters[row].name])
        }
    }

    package func permissions(of operation: Operation) -> [String] {
        operation.permissions.range.map { texts[words[$0]] }
    }

    /// The codes and messages that the operation answers with that status, in the definition's order.
    package func errors(of operation: Operation, status: Int) -> [(code: String, message: String)] {
        operation.errors.range.compactMap { row in
            let error = errors[row]
            return Int(error.status) == status ? (texts[error.code], texts[error.message]) : nil
        }
    }

    /// The schema behind any number of references, with the model that it is, if it is one.
    func resolved(_ id: SchemaID) -> (schema: Schema, id: SchemaID, model: ModelID?) {
        var id = id
        var model: ModelID?
        // Models may refer to each other in a circle, which says nothing.
        for _ in 0..<16 {
            let schema = self[id]
            guard schema.kind == .model else { return (schema, id, model) }
            model = schema.model
            id = self[schema.model].schema ?? Self.anything
        }
        return (self[Self.anything], Self.anything, nil)
    }

    /// The fields of an object, and those that `allOf` brings; of two with one name the later one counts.
    func allFields(of id: SchemaID) -> [Field] {
        var merged: [Field] = []
        var places: [TextID: Int] = [:]
        var required: [TextID] = []
        var visited: Set<SchemaID> = []
        collect(id, into: &merged, places: &places, required: &required, visited: &visited)
        for name in required {
            if let place = places[name] {
                merged[place].isRequired = true
            } else {
                places[name] = merged.count
                merged.append(Field(name: name, schema: Self.anything, isRequired: true))
            }
        }
        return merged
    }

    private func collect(
        _ id: SchemaID,
        into merged: inout [Field],
        places: inout [TextID: Int],
        required: inout [TextID],
        visited: inout Set<SchemaID>
    ) {
        let (schema, id, _) = resolved(id)
        guard visited.count < Self.partLimit, visited.insert(id).inserted else { return }
        for part in schema.parts.range {
            collect(parts[part], into: &merged, places: &places, required: &required, visited: &visited)
        }
        for row in schema.fields.range {
            var field = fields[row]
            if let place = places[field.name] {
                field.isRequired = field.isRequired || merged[place].isRequired
                merged[place] = field
            } else {
                places[field.name] = merged.count
                merged.append(field)
            }
        }
        required += schema.required.range.map { words[$0] }
    }

    /// Whether it is an object that has fields, by itself or by `allOf`.
    func isObject(_ schema: Schema) -> Bool {
        schema.kind == .object || schema.kind == .any && !(schema.fields.isEmpty && schema.parts.isEmpty)
    }

    /// The discriminator of a model or of what it is made of.
    func discriminator(of id: SchemaID) -> TextID? {
        var waiting = [id]
        var seen: Set<SchemaID> = []
        while let next = waiting.popLast(), seen.count < Self.partLimit {
            let (schema, id, _) = resolved(next)
            guard seen.insert(id).inserted else { continue }
            if let own = schema.discriminator { return own }
            waiting += schema.parts.range.reversed().map { parts[$0] }
        }
        return nil
    }

    /// How many schemas may make up one by `allOf`.
    private static let partLimit = 64
}
