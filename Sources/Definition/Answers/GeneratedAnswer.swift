/// An answer that was made from a definition: a text with marks at the places that are filled in for each request.
package struct GeneratedAnswer: Sendable {
    /// How an instant is written.
    package enum InstantForm: Sendable, Hashable {
        /// RFC 3339 in UTC, with milliseconds.
        case dateTime
        /// The same form without an offset.
        case localDateTime
        /// `2026-01-02`
        case date
        /// `2026-01`
        case yearMonth
        /// `03:04:05`
        case time
    }

    /// What a segment of the path has to be so that it can stand in the answer.
    package enum CaptureFit: Sendable, Hashable {
        case any
        /// Up to nine digits, which any integer type holds.
        case integer
        case pattern(KnownPattern)
    }

    package enum Mark: Sendable, Hashable {
        /// The gateway's now, moved by that many seconds.
        case instant(seconds: Int, InstantForm)
        /// The request's nth segment in braces if it fits, else `fallback`. It is inside a string, unless it is an
        /// integer.
        case capture(Int, CaptureFit, fallback: String)
        /// The path of the request, inside a string.
        case path
    }

    /// A mark and where in `text` it stands.
    package struct PlacedMark: Sendable, Hashable {
        package let offset: Int
        package let mark: Mark
    }

    /// A member of the answer's outermost object, and where its value is.
    package struct Member: Sendable {
        package let name: String
        package let schema: SchemaID
        /// A range of `text`; nil if the answer has this member only when the request brings it.
        package let value: Range<Int>?
        /// A range of `marks`.
        package let marks: Range<Int>
        /// Whether the request's member of that name takes its place.
        package let isEchoed: Bool
        /// Whether the value is an array that may be empty.
        package let isList: Bool
    }

    package internal(set) var text: [UInt8] = []
    package internal(set) var marks: [PlacedMark] = []
    package internal(set) var members: [Member] = []
    /// Where the closing brace of the outermost object is; nil if the answer is no object.
    package internal(set) var end: Int?
    /// Whether it is one page of a list.
    package internal(set) var isListing = false
    /// Whether a required value could not be made, since its model contains itself.
    package internal(set) var isCut = false
}
