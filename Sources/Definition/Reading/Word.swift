/// The words of Swagger 2.0 that are understood, as keys and as values.
///
/// They are the first texts of every pool, so that recognizing one costs no more than finding its text, which is done
/// anyway.
enum Word: UInt32, CaseIterable {
    case swagger, openapi, basePath, paths, definitions, parameters, responses, produces, security
    case operationId, deprecated, permissionRequirement, permissions, errorCodes, schema, normal
    case get, put, post, delete, options, head, patch
    case reference, type, format, properties, items, additionalProperties, required, enumeration, allOf, discriminator
    case readOnly, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, minItems
    case maxItems, pattern
    case object, array, string, integer, number, boolean, file, null
    case name, place, collectionFormat, path, query, header, formData, body, ssv, tsv, pipes, multi

    var spelling: String {
        switch self {
        case .permissionRequirement: "x-inin-requires-permissions"
        case .errorCodes: "x-inin-error-codes"
        case .normal: "default"
        case .reference: "$ref"
        case .enumeration: "enum"
        case .place: "in"
        default: "\(self)"
        }
    }

    init?(_ id: TextID) { self.init(rawValue: id.index) }
}

/// Whether an object has had a name already: few names are compared one by one, which costs less than a table.
struct SeenNames {
    private var few: [TextID] = []
    private var many: Set<TextID> = []

    mutating func insert(_ name: TextID) -> Bool {
        if many.isEmpty {
            guard !few.contains(name) else { return false }
            few.append(name)
            if few.count == 32 { many = Set(few) }
            return true
        }
        return many.insert(name).inserted
    }
}
