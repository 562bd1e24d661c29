/// The number of a schema in a definition.
package struct SchemaID: Sendable, Hashable {
    let index: UInt32
}

/// The number of a model, which is a schema that has a name.
package struct ModelID: Sendable, Hashable {
    let index: UInt32
}

/// Some of the rows of a table, in 8 bytes.
struct Rows: Sendable, Hashable {
    var start: UInt32 = 0
    var count: UInt32 = 0

    init() {}

    init(_ range: Range<Int>) {
        start = UInt32(range.lowerBound)
        count = UInt32(range.count)
    }

    var isEmpty: Bool { count == 0 }
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// What a value may be: a schema object of Swagger 2.0, all of it numbers.
struct Schema: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        /// The schema does not say.
        case any
        case object, array, string, integer, number, boolean, file
        /// Another schema, by `$ref`.
        case model
    }

    enum Format: UInt8, Sendable {
        case none, dateTime, date, localDateTime, yearMonth, time, interval, uuid, uri, email, byte, other

        init(_ name: String) {
            self =
                switch name {
                case "date-time": .dateTime
                case "date": .date
                case "local-date-time": .localDateTime
                case "year-month": .yearMonth
                case "time", "local-time": .time
                case "interval": .interval
                case "uuid": .uuid
                case "uri", "url": .uri
                case "email": .email
                case "byte", "binary": .byte
                default: .other
                }
        }
    }

    var kind = Kind.any
    var format = Format.none
    var isReadOnly = false
    /// An object that may have other members besides its fields: of the schema `items`, if there is one.
    var hasOthers = false
    var model = ModelID(index: 0)
    /// The schema of an array's elements, or of the other members of an object.
    var items: SchemaID?
    var fields = Rows()
    /// Names that must be there and are not among its fields (`allOf` may bring them).
    var required = Rows()
    /// `allOf`.
    var parts = Rows()
    /// `enum`, in JSON.
    var values = Rows()
    var bounds: UInt32?
    var discriminator: TextID?
}

/// A member that an object may have.
struct Field: Sendable, Hashable {
    let name: TextID
    let schema: SchemaID
    var isRequired: Bool
}

/// The bounds of a value.
///
/// Numbers are compared as Double, which is exact for integers up to 2^53.
struct Bounds: Sendable, Hashable {
    var minimum: Double?
    var maximum: Double?
    var excludesMinimum = false
    var excludesMaximum = false
    var multipleOf: Double?
    var minLength: Int?
    var maxLength: Int?
    var minItems: Int?
    var maxItems: Int?
    var pattern: TextID?

    var isEmpty: Bool { self == Bounds() }
}
