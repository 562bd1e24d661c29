/// Makes the answers of operations: the same for the same definition, always.
///
/// Nothing is random: a value follows from its model and its field, so that an item of a listing is the same as the
/// thing that is got by its id.
package struct AnswerGenerator: Sendable {
    /// Which of an operation's answers is made.
    package enum Variant: String, Sendable, CaseIterable {
        /// All fields.
        case standard
        /// Lists have no elements.
        case empty
        /// Required fields alone.
        case required
    }

    /// Where an object stands.
    enum Place: Sendable {
        /// It is the answer.
        case root
        /// It is an item of a list that is the answer, with the same fields as if it were got by its id.
        case item
        /// It is a part of another object; if it has an id and a link, it is only a reference.
        case part
    }

    /// What a value is made for.
    struct Context {
        var place: Place
        /// The place of the object that has the field.
        var holder: Place?
        /// Levels of objects around it.
        var depth = 0
        /// Levels of lists around it.
        var lists = 0
        /// The model that has the field, without the ending that says that it is a reference.
        var owner = "Value"
        /// The field.
        var name = ""
    }

    /// Levels of objects; what lies deeper is left out as in a circle.
    private static let depthLimit = 4
    private static let listLimit = 8
    /// Values of one answer: far more than any real one has, and soon reached if a definition means harm.
    private static let valueLimit = 20_000
    private static let byteLimit = 1 << 20

    let definition: APIDefinition
    var output = GeneratedAnswer()
    var variant = Variant.standard
    /// The names in braces of the operation's path.
    var captures: [String] = []
    var operation: Operation?
    var path = ""
    /// Models by their names, and the paths that get something by its id, without that id.
    var modelIDs: [String: ModelID] = [:]
    var parents: Set<String> = []
    private var modelsUnderWay: [ModelID] = []
    private var valuesLeft = 0
    private var fieldsOf: [SchemaID: [Field]] = [:]
    private var roles: [TextID: FieldRole] = [:]

    package init(_ definition: APIDefinition) {
        self.definition = definition
        for (number, model) in definition.models.enumerated() {
            modelIDs[definition[model.name]] = ModelID(index: UInt32(number))
        }
        for operation in definition.operations where operation.verb == .get {
            let path = definition[operation.path]
            guard path.hasSuffix("}"), let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { continue }
            parents.insert(String(path[..<slash]))
        }
    }

    /// The answer of success; without text if it has none.
    package mutating func answer(_ operation: Operation, _ variant: Variant = .standard) -> GeneratedAnswer {
        output = GeneratedAnswer()
        self.variant = variant
        self.operation = operation
        path = definition[operation.path]
        captures = Self.captures(path)
        modelsUnderWay = []
        valuesLeft = Self.valueLimit
        guard let schema = operation.answer, ![204, 205, 304].contains(operation.status) else { return output }
        if let type = definition.mediaType(of: operation), !type.contains("json") {
            output.text = Array(Self.bareText(type).utf8)
            return output
        }
        if !write(schema, Context(place: .root)) {
            output = GeneratedAnswer()
            output.isCut = true
            output.text = Array("{}".utf8)
        }
        return output
    }

    static func captures(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    private static func bareText(_ type: String) -> String {
        type.hasPrefix("text/calendar")
            ? "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mock-gateway//EN\r\nEND:VCALENDAR\r\n" : "Text\n"
    }

    // MARK: Values

    /// Writes a value of that schema.
    ///
    /// - Returns: false if every value of that schema would be endless; then nothing has been written.
    mutating func write(_ id: SchemaID, _ context: Context) -> Bool {
        valuesLeft = output.text.count > Self.byteLimit ? 0 : valuesLeft - 1
        let (schema, id, model) = definition.resolved(id)
        if !schema.values.isEmpty, schema.kind != .array {
            let values = schema.values.range.map { definition[definition.words[$0]] }
            append(EnumChoice.choose(values, name: context.name))
            return true
        }
        switch schema.kind {
        case .any where schema.parts.isEmpty && schema.fields.isEmpty: append("{}")
        case .any, .object: return writeObject(schema, id: id, model: model, in: context)
        case .array: return writeArray(schema, context)
        case .string: writeString(schema, context)
        case .integer: writeNumber(schema, context, isInteger: true)
        case .number: writeNumber(schema, context, isInteger: false)
        case .boolean: append(FieldRole.isTrue(context.name) ? "true" : "false")
        case .file: append("\"\"")
        case .model: append("{}")
        }
        return true
    }

    private mutating func writeArray(_ schema: Schema, _ context: Context) -> Bool {
        let bounds = schema.bounds.map { definition.bounds[Int($0)] } ?? Bounds()
        let least = bounds.minItems ?? 0
        let isFilled = variant == .standard && bounds.maxItems != 0
        guard context.lists < Self.listLimit || !isFilled && least == 0 else { return false }
        guard isFilled || least > 0 else {
            append("[]")
            return true
        }
        let start = checkpoint
        var element = context
        element.lists += 1
        if context.place == .root { element.place = .item }
        element.name = Words.singular(context.name)
        append("[")
        for number in 0..<max(least, 1) {
            if number > 0 { append(",") }
            let isWritten = valuesLeft > 0 && write(schema.items ?? APIDefinition.anything, element)
            guard !isWritten else { continue }
            back(to: start)
            guard least == 0 else { return false }
            append("[]")
            return true
        }
        append("]")
        return true
    }

    // MARK: Objects

    private mutating func writeObject(_ schema: Schema, id: SchemaID, model: ModelID?, in context: Context) -> Bool {
        guard valuesLeft > 0, context.depth < Self.depthLimit else { return false }
        guard let model else { return writeMembers(schema, id: id, in: context, tag: nil) }
        // A model with a discriminator is written as one of the models that it tells apart.
        let child = kind(of: model)
        guard !modelsUnderWay.contains(model), !modelsUnderWay.contains(child) else { return false }
        modelsUnderWay.append(model)
        if child != model { modelsUnderWay.append(child) }
        defer { modelsUnderWay.removeLast(child == model ? 1 : 2) }
        var inner = context
        inner.owner = subject(definition[definition[child].name], of: context)
        let (schema, id, _) = child == model ? (schema, id, model) : kindSchema(child)
        let tag = definition.discriminator(of: id).map { ($0, definition[definition[child].name]) }
        return writeMembers(schema, id: id, in: inner, tag: tag)
    }

    private func kindSchema(_ model: ModelID) -> (Schema, SchemaID, ModelID?) {
        definition.resolved(definition[model].schema ?? APIDefinition.anything)
    }

    /// The first of the models that are a kind of `model`, if there are any.
    private func kind(of model: ModelID) -> ModelID {
        var kind = model
        for _ in 0..<8 {
            guard let child = definition[kind].children.first else { break }
            kind = child
        }
        return kind
    }

    /// The thing that a model refers to: a queue for a `QueueReference`; for a general reference, the field's name
    /// tells.
    private func subject(_ model: String, of context: Context) -> String {
        for end in ["EntityRef", "Reference", "Ref"] where model.hasSuffix(end) {
            return context.name.isEmpty ? String(model.dropLast(end.count)) : Words.capitalized(context.name)
        }
        return model
    }

    /// - Parameter tag: the discriminator, and what it says.
    private mutating func writeMembers(
        _ schema: Schema,
        id: SchemaID,
        in context: Context,
        tag: (TextID, String)?
    ) -> Bool {
        let fields = fields(of: id, schema)
        let isReference = context.place == .part && Self.isReference(fields.map { definition[$0.name] })
        let isListing = context.place == .root && fields.contains { isEntities($0) }
        if isListing { output.isListing = true }
        let start = checkpoint
        append("{")
        var isFirst = true
        for field in fields {
            let name = definition[field.name]
            guard field.isRequired || isWanted(name, field: field, isReference: isReference, in: context) else {
                if context.place == .root { noteAbsent(field, name) }
                continue
            }
            let before = checkpoint
            if !isFirst { append(",") }
            append(json: name)
            append(":")
            let value = checkpoint
            var inner = Context(place: .part, holder: context.place, depth: context.depth + 1, lists: context.lists)
            inner.owner = context.owner
            inner.name = name
            // The items of a listing are as whole as the answer itself would be.
            if isListing, isEntities(field) {
                inner.place = .item
                inner.depth = 0
            }
            let isWritten: Bool
            if let (tagName, tagValue) = tag, tagName == field.name, takes(tagValue, field.schema) {
                append(json: tagValue)
                isWritten = true
            } else {
                isWritten =
                    writePaging(field, name: name, in: context, isListing: isListing) || write(field.schema, inner)
            }
            guard isWritten else {
                back(to: before)
                if context.place == .root { noteAbsent(field, name) }
                guard !field.isRequired else {
                    back(to: start)
                    return false
                }
                continue
            }
            isFirst = false
            if context.place == .root { note(field, name, from: value) }
        }
        if schema.hasOthers, let others = schema.items, variant == .standard, fields.isEmpty {
            let before = checkpoint
            append("\"key\":")
            var inner = Context(place: .part, depth: context.depth + 1, lists: context.lists)
            inner.owner = context.owner
            inner.name = context.name
            if !write(others, inner) { back(to: before) }
        }
        if context.place == .root { output.end = output.text.count }
        append("}")
        return true
    }

    private mutating func fields(of id: SchemaID, _ schema: Schema) -> [Field] {
        if schema.parts.isEmpty, schema.required.isEmpty { return Array(definition.fields[schema.fields.range]) }
        if let known = fieldsOf[id] { return known }
        let fields = definition.allFields(of: id)
        fieldsOf[id] = fields
        return fields
    }

    private static func isReference(_ names: [String]) -> Bool { names.contains("id") && names.contains("selfUri") }

    /// Whether an optional field is part of the answer.
    private mutating func isWanted(_ name: String, field: Field, isReference: Bool, in context: Context) -> Bool {
        guard variant != .required else { return false }
        // A link that leads nowhere would be worse than none.
        if context.place == .part, name == "selfUri", home(of: context.owner) == nil { return false }
        if isReference { return name == "id" || name == "name" || name == "selfUri" }
        // There is no other page.
        return role(field.name) != .otherPage || context.place != .root
    }

    private func isEntities(_ field: Field) -> Bool {
        definition[field.name] == "entities" && definition.resolved(field.schema).schema.kind == .array
    }

    /// Whether the discriminator may have that value.
    private func takes(_ tag: String, _ schema: SchemaID) -> Bool {
        let schema = definition.resolved(schema).schema
        guard schema.kind == .string || schema.kind == .any else { return false }
        return schema.values.isEmpty
            || schema.values.range.contains { definition[definition.words[$0]] == "\"\(tag)\"" }
    }

    /// Writes how many items there are or which page this is, if `field` tells that of a list.
    private mutating func writePaging(_ field: Field, name: String, in context: Context, isListing: Bool) -> Bool {
        guard isListing, definition.resolved(field.schema).schema.kind == .integer else { return false }
        let count = variant == .standard ? 1 : 0
        switch name {
        case "pageNumber", "pageCount": append("1")
        case "pageSize": append("25")
        case "total", "totalCount", "totalNumberOfEntities", "count": append(String(count))
        default: return false
        }
        return true
    }

    /// Remembers where a member of the answer's outermost object is.
    private mutating func note(_ field: Field, _ name: String, from value: Checkpoint) {
        let schema = definition.resolved(field.schema).schema
        let least = schema.bounds.flatMap { definition.bounds[Int($0)].minItems } ?? 0
        output.members.append(
            GeneratedAnswer.Member(
                name: name,
                schema: field.schema,
                value: value.text..<output.text.count,
                marks: value.marks..<output.marks.count,
                isEchoed: isEchoed(field, name),
                isList: schema.kind == .array && least == 0
            )
        )
    }

    /// Remembers a member that the answer lacks, and that a request may bring.
    private mutating func noteAbsent(_ field: Field, _ name: String) {
        guard isEchoed(field, name) else { return }
        output.members.append(
            GeneratedAnswer.Member(
                name: name,
                schema: field.schema,
                value: nil,
                marks: 0..<0,
                isEchoed: true,
                isList: false
            )
        )
    }

    private func isEchoed(_ field: Field, _ name: String) -> Bool {
        let isReadOnly = definition.resolved(field.schema).schema.isReadOnly || definition[field.schema].isReadOnly
        return operation?.verb.isWriting == true && !isReadOnly && name != "id" && name != "selfUri"
    }

    mutating func role(_ name: TextID) -> FieldRole {
        if let known = roles[name] { return known }
        let role = FieldRole(definition[name])
        roles[name] = role
        return role
    }

    // MARK: Text

    struct Checkpoint {
        let text: Int
        let marks: Int
    }

    var checkpoint: Checkpoint { Checkpoint(text: output.text.count, marks: output.marks.count) }

    mutating func back(to checkpoint: Checkpoint) {
        output.text.removeLast(output.text.count - checkpoint.text)
        output.marks.removeLast(output.marks.count - checkpoint.marks)
    }

    mutating func append(_ text: String) { output.text += text.utf8 }

    mutating func append(_ mark: GeneratedAnswer.Mark) {
        output.marks.append(GeneratedAnswer.PlacedMark(offset: output.text.count, mark: mark))
    }
}
