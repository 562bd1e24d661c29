internal import HTTPMessages

/// An answer of a foreign server, with as much of its body as was wanted.
package struct ForeignAnswer: Sendable, Hashable {
    package let status: Int
    /// The body; empty if it is longer than the limit.
    package let body: [UInt8]
    /// Whether the connection can take another request.
    package let isReusable: Bool
    /// The fields, their names in lower case, in their order.
    private let fields: [(name: String, value: String)]

    init(status: Int, fields: [(name: String, value: String)], body: [UInt8], isReusable: Bool) {
        self.status = status
        self.fields = fields
        self.body = body
        self.isReusable = isReusable
    }

    /// The value of the first field of that name.
    ///
    /// - Parameter name: in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Its Date, in seconds since 1970; nil if there is none that can be read.
    package var second: Int? {
        let values = Set(fields.filter { $0.name == "date" }.map(\.value))
        // Date fields that differ count as none.
        guard values.count == 1, let value = values.first else { return nil }
        let bytes = Array(value.utf8)
        return HTTPDate.parse(bytes.span)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.status == right.status && left.body == right.body && left.isReusable == right.isReusable
            && left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(body)
    }
}
