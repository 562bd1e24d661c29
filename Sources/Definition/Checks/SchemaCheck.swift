package import JSON

extension APIDefinition {
    /// In what `value` breaks the schema: `limit` problems at most.
    func problems(of value: JSONValue, _ schema: SchemaID, limit: Int = 10) -> [SchemaProblem] {
        var check = SchemaCheck(definition: self, limit: limit)
        check.run(value, against: schema, at: "")
        return check.problems
    }

    /// Whether `value` keeps to the schema.
    package func accepts(_ value: JSONValue, as schema: SchemaID) -> Bool {
        problems(of: value, schema, limit: 1).isEmpty
    }
}

/// Holds a value against a schema.
///
/// A member that is null counts as absent: SDKs send null for what is not set.
struct SchemaCheck {
    let definition: APIDefinition
    let limit: Int
    private(set) var problems: [SchemaProblem] = []

    init(definition: APIDefinition, limit: Int) {
        self.definition = definition
        self.limit = limit
    }

    mutating func run(_ value: JSONValue, against id: SchemaID, at path: String) {
        guard problems.count < limit else { return }
        let (schema, id, model) = definition.resolved(id)
        if !schema.values.isEmpty, schema.kind != .array {
            return checkWord(value, among: schema.values, at: path)
        }
        switch (schema.kind, value) {
        case (.any, _) where schema.parts.isEmpty && schema.fields.isEmpty && schema.required.isEmpty: return
        case (.any, .object(let object)), (.object, .object(let object)):
            checkObject(object, against: schema, id: id, model: model, at: path)
        case (.array, .array(let elements)): checkArray(elements, against: schema, at: path)
        case (.string, .string(let text)): checkString(text, against: schema, at: path)
        case (.integer, .number(let number)):
            guard number.integer != nil else { return add(.wrongType, at: path, allowed: "integer") }
            checkNumber(number, against: schema, at: path)
        case (.number, .number(let number)): checkNumber(number, against: schema, at: path)
        case (.boolean, .bool), (.file, _), (.model, _): return
        default: add(.wrongType, at: path, allowed: schema.kind == .any ? "object" : "\(schema.kind)")
        }
    }

    private mutating func add(_ kind: SchemaProblem.Kind, at path: String, allowed: String? = nil) {
        guard problems.count < limit else { return }
        problems.append(SchemaProblem(kind: kind, path: path, allowed: allowed))
    }

    private mutating func checkWord(_ value: JSONValue, among words: Rows, at path: String) {
        let text = String(decoding: value.serialized(), as: UTF8.self)
        let allowed = words.range.map { definition[definition.words[$0]] }
        guard !allowed.contains(text) else { return }
        let shown = allowed.prefix(12).joined(separator: ", ") + (allowed.count > 12 ? ", …" : "")
        add(.unknownValue, at: path, allowed: shown)
    }

    private mutating func checkObject(
        _ object: JSONObject,
        against schema: Schema,
        id: SchemaID,
        model: ModelID?,
        at path: String
    ) {
        // The value of its discriminator decides which fields it has.
        if let model, let kind = kind(of: model, object), let actual = definition[kind].schema {
            let (schema, id, _) = definition.resolved(actual)
            return checkMembers(object, against: schema, id: id, at: path)
        }
        checkMembers(object, against: schema, id: id, at: path)
    }

    private func kind(of model: ModelID, _ object: JSONObject) -> ModelID? {
        guard let schema = definition[model].schema, let tag = definition.discriminator(of: schema),
            let name = object[definition[tag]]?.string
        else { return nil }
        var waiting = definition[model].children
        var seen: Set<ModelID> = []
        while let next = waiting.popLast(), seen.insert(next).inserted {
            if definition[definition[next].name] == name { return next }
            waiting += definition[next].children
        }
        return nil
    }

    private mutating func checkMembers(_ object: JSONObject, against schema: Schema, id: SchemaID, at path: String) {
        let fields = definition.allFields(of: id)
        var schemas: [String: SchemaID] = [:]
        for field in fields { schemas[definition[field.name]] = field.schema }
        let start = path.isEmpty ? "" : path + "."
        for member in object.members {
            if let schema = schemas[member.key] {
                if member.value != .null { run(member.value, against: schema, at: start + member.key) }
            } else if let others = schema.items {
                run(member.value, against: others, at: start + member.key)
            } else if !schema.hasOthers, !fields.isEmpty {
                add(.unknown, at: start + member.key)
            }
        }
        for field in fields where field.isRequired {
            let name = definition[field.name]
            if object[name] ?? .null == .null { add(.missing, at: start + name) }
        }
    }

    private mutating func checkArray(_ elements: [JSONValue], against schema: Schema, at path: String) {
        if let bounds = bounds(schema) {
            if let least = bounds.minItems, elements.count < least {
                add(.outOfBounds, at: path, allowed: "\(least) or more")
            }
            if let most = bounds.maxItems, elements.count > most {
                add(.outOfBounds, at: path, allowed: "\(most) at most")
            }
        }
        guard let items = schema.items else { return }
        for (index, element) in elements.enumerated() {
            guard problems.count < limit else { return }
            run(element, against: items, at: "\(path)[\(index)]")
        }
    }

    private mutating func checkString(_ text: String, against schema: Schema, at path: String) {
        let bytes = text.utf8.span
        switch schema.format {
        case .dateTime where !TimeShape.isDateTime(bytes): return add(.wrongType, at: path, allowed: "a date and time")
        case .date where !TimeShape.isDate(bytes): return add(.wrongType, at: path, allowed: "a date")
        case .uuid where !KnownPattern.uuid.matches(bytes): return add(.wrongType, at: path, allowed: "a UUID")
        default: break
        }
        guard let bounds = bounds(schema) else { return }
        // JSON Schema counts characters as code points.
        let count = text.unicodeScalars.count
        if let least = bounds.minLength, count < least {
            add(.outOfBounds, at: path, allowed: "\(least) characters or more")
        }
        if let most = bounds.maxLength, count > most {
            add(.outOfBounds, at: path, allowed: "\(most) characters at most")
        }
        if let pattern = bounds.pattern, let known = KnownPattern(definition[pattern]), !known.matches(bytes) {
            add(.outOfBounds, at: path, allowed: definition[pattern])
        }
    }

    private mutating func checkNumber(_ number: JSONNumber, against schema: Schema, at path: String) {
        guard let bounds = bounds(schema), let value = Double(number.text) else { return }
        if let least = bounds.minimum, value < least || value == least && bounds.excludesMinimum {
            add(.outOfBounds, at: path, allowed: bounds.excludesMinimum ? "more than \(least)" : "\(least) or more")
        }
        if let most = bounds.maximum, value > most || value == most && bounds.excludesMaximum {
            add(.outOfBounds, at: path, allowed: bounds.excludesMaximum ? "less than \(most)" : "\(most) at most")
        }
        if let step = bounds.multipleOf, step > 0, !(value / step).isWhole {
            add(.outOfBounds, at: path, allowed: "a multiple of \(step)")
        }
    }

    private func bounds(_ schema: Schema) -> Bounds? { schema.bounds.map { definition.bounds[Int($0)] } }
}

extension Double {
    fileprivate var isWhole: Bool { isFinite && rounded() == self }
}

/// Whether a text has the form of a time; whether a calendar has that day is not asked.
enum TimeShape {
    /// RFC 3339: `2026-01-02T03:04:05.678Z`, or with an offset.
    static func isDateTime(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 20, text.count <= 40, isDate(text.extracting(0..<10)), text[10] | 0x20 == UInt8(ascii: "t")
        else { return false }
        guard matches(text.extracting(11..<19), "00:00:00") else { return false }
        var index = 19
        if text[index] == UInt8(ascii: ".") {
            index += 1
            let start = index
            while index < text.count, isDigit(text[index]) { index += 1 }
            guard index > start else { return false }
        }
        let zone = text.extracting(index..<text.count)
        if zone.count == 1 { return zone[0] | 0x20 == UInt8(ascii: "z") }
        return matches(zone, "+00:00") || matches(zone, "-00:00") || matches(zone, "+0000") || matches(zone, "-0000")
    }

    static func isDate(_ text: Span<UInt8>) -> Bool { matches(text, "0000-00-00") }

    /// Whether `text` has a digit for each 0 of `shape`, and the same characters elsewhere.
    private static func matches(_ text: Span<UInt8>, _ shape: StaticString) -> Bool {
        let shape = Array("\(shape)".utf8)
        guard text.count == shape.count else { return false }
        for index in 0..<text.count {
            let isGood = shape[index] == UInt8(ascii: "0") ? isDigit(text[index]) : text[index] == shape[index]
            guard isGood else { return false }
        }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
