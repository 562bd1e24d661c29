internal import JSON

// Schema objects and the models that are made of them.

extension DefinitionReader {
    /// What is known of a schema while its members are read, in any order.
    struct Draft {
        var schema = Schema()
        var bounds = Bounds()
        var fields: [Field] = []
        var required: [TextID] = []
        var parts: [SchemaID] = []
        var values: [TextID] = []
        var reference: ModelID?
    }

    mutating func models() throws {
        try expect(.object, "definitions", allowed: "an object of schemas")
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let model = model(id(of: key))
            guard definition.models[Int(model.index)].schema == nil else {
                throw cursor.error(.duplicateKey(cursor.text(key)))
            }
            let schema = try schema()
            definition.models[Int(model.index)].schema = schema
        }
    }

    /// The model of that name; its schema may come later in the text.
    private mutating func model(_ name: TextID) -> ModelID {
        if let id = modelIDs[name] { return id }
        let id = ModelID(index: UInt32(definition.models.count))
        definition.models.append(APIDefinition.Model(name: name))
        modelIDs[name] = id
        return id
    }

    mutating func schema() throws -> SchemaID {
        // `true` and `false` are schemas elsewhere; here they say nothing.
        guard try cursor.kind() != .bool else {
            try cursor.skip()
            return APIDefinition.anything
        }
        try expect(.object, "a schema", allowed: "an object")
        var draft = Draft()
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            if try !keyword(key, &draft) { try cursor.skip() }
        }
        return insert(draft)
    }

    /// Takes the value of `key` if that is a word of schemas.
    mutating func keyword(_ key: JSONCursor.Text, _ draft: inout Draft) throws -> Bool {
        switch word(key) {
        case .type: try type(&draft)
        case .format: draft.schema.format = try string().map(Schema.Format.init) ?? .none
        case .reference: try reference(&draft)
        case .properties: try properties(&draft)
        case .items:
            // An array of schemas, one for each element, is no word of Swagger.
            guard try cursor.kind() == .object else { return false }
            draft.schema.items = try schema()
        case .additionalProperties:
            guard try cursor.kind() == .bool else {
                draft.schema.hasOthers = true
                draft.schema.items = try schema()
                break
            }
            draft.schema.hasOthers = try cursor.bool()
        case .required:
            try eachString { draft.required.append($1) }
        case .enumeration: try values(&draft)
        case .allOf:
            guard try cursor.kind() == .array else { return false }
            try cursor.beginArray()
            while try cursor.nextElement() { draft.parts.append(try schema()) }
        case .discriminator:
            // OpenAPI 3 writes an object with `propertyName`.
            draft.schema.discriminator = try textID()
        case .readOnly: draft.schema.isReadOnly = try bool() ?? false
        case .minimum: draft.bounds.minimum = try double()
        case .maximum: draft.bounds.maximum = try double()
        case .exclusiveMinimum: draft.bounds.excludesMinimum = try bool() ?? false
        case .exclusiveMaximum: draft.bounds.excludesMaximum = try bool() ?? false
        case .multipleOf: draft.bounds.multipleOf = try double()
        case .minLength: draft.bounds.minLength = try count()
        case .maxLength: draft.bounds.maxLength = try count()
        case .minItems: draft.bounds.minItems = try count()
        case .maxItems: draft.bounds.maxItems = try count()
        case .pattern: draft.bounds.pattern = try textID()
        default: return false
        }
        return true
    }

    private mutating func type(_ draft: inout Draft) throws {
        var name: Word?
        if try cursor.kind() == .array {
            try eachString { _, text in
                if name == nil, let word = Word(text), word != .null { name = word }
            }
        } else {
            name = try word()
        }
        draft.schema.kind =
            switch name {
            case .object: .object
            case .array: .array
            case .string: .string
            case .integer: .integer
            case .number: .number
            case .boolean: .boolean
            case .file: .file
            default: .any
            }
    }

    private mutating func reference(_ draft: inout Draft) throws {
        guard let target = try textID() else { return }
        if let model = modelsByReference[target] {
            draft.reference = model
            return
        }
        let text = index.pool[target]
        let start = "#/definitions/"
        guard text.hasPrefix(start), text.utf8.count > start.utf8.count else {
            foreignReferences.append(text)
            return
        }
        // RFC 6901 §4, which names with a slash need.
        let name = String(text.dropFirst(start.count)).replacing("~1", with: "/").replacing("~0", with: "~")
        let id = model(index.id(of: name))
        modelsByReference[target] = id
        draft.reference = id
    }

    private mutating func properties(_ draft: inout Draft) throws {
        try expect(.object, "properties", allowed: "an object of schemas")
        var names = SeenNames()
        try cursor.beginObject()
        while let key = try cursor.nextKey() {
            let name = id(of: key)
            guard names.insert(name) else { throw cursor.error(.duplicateKey(cursor.text(key))) }
            draft.fields.append(Field(name: name, schema: try schema(), isRequired: false))
        }
    }

    /// Reads the values of an enumeration, each as it stands in JSON, without objects and arrays.
    private mutating func values(_ draft: inout Draft) throws {
        guard try cursor.kind() == .array else { return try cursor.skip() }
        try cursor.beginArray()
        while try cursor.nextElement() {
            switch try cursor.kind() {
            case .string:
                var text: [UInt8] = []
                JSONWriter.append(cursor.text(try cursor.string()), to: &text)
                draft.values.append(index.id(of: text.span))
            case .number: draft.values.append(index.id(of: cursor.bytes(try cursor.number())))
            case .bool: draft.values.append(index.id(of: try cursor.bool() ? "true" : "false"))
            case .null:
                try cursor.null()
                draft.values.append(index.id(of: "null"))
            case .object, .array: try cursor.skip()
            }
        }
    }

    /// Puts a schema into its table, or finds it there.
    mutating func insert(_ draft: Draft) -> SchemaID {
        var schema = draft.schema
        if let reference = draft.reference {
            // The members beside a reference do not count, except for those that say whether it can be written.
            schema = Schema()
            schema.kind = .model
            schema.model = reference
            schema.isReadOnly = draft.schema.isReadOnly
        } else {
            if schema.kind == .any {
                if !draft.fields.isEmpty || !draft.parts.isEmpty || schema.hasOthers {
                    schema.kind = .object
                } else if schema.items != nil {
                    schema.kind = .array
                }
            }
            if !draft.bounds.isEmpty {
                schema.bounds = UInt32(definition.bounds.count)
                if let row = definition.bounds.lastIndex(of: draft.bounds), definition.bounds.count < 256 {
                    schema.bounds = UInt32(row)
                } else {
                    definition.bounds.append(draft.bounds)
                }
            }
            schema.values = append(draft.values)
            schema.parts = Self.append(draft.parts, to: &definition.parts)
            var fields = draft.fields
            if !draft.required.isEmpty {
                let names = Set(draft.required)
                for place in fields.indices { fields[place].isRequired = names.contains(fields[place].name) }
                let own = Set(fields.map(\.name))
                schema.required = append(draft.required.filter { !own.contains($0) })
            }
            schema.fields = Self.append(fields, to: &definition.fields)
        }
        let isPlain = schema.fields.isEmpty && schema.parts.isEmpty && schema.required.isEmpty && schema.values.isEmpty
        if isPlain, let id = known[schema] { return id }
        let id = SchemaID(index: UInt32(definition.schemas.count))
        definition.schemas.append(schema)
        if isPlain { known[schema] = id }
        return id
    }

    mutating func append(_ words: [TextID]) -> Rows { Self.append(words, to: &definition.words) }

    /// It is static, since a method of the reader would copy the reader, and with it the whole table.
    static func append<Row>(_ rows: [Row], to table: inout [Row]) -> Rows {
        guard !rows.isEmpty else { return Rows() }
        table += rows
        return Rows(table.count - rows.count..<table.count)
    }
}
