internal import Locking

/// The head of a request with its field lines, read from bytes that it does not own.
///
/// The table is reused from request to request, so that a keep-alive connection allocates nothing.
package struct HeadTable: Sendable {
    package internal(set) var head = RequestHead()
    package internal(set) var fields: [FieldLine] = []
    /// The bytes that the table stands for; none if the last head was not read to its end.
    private var parsed: [UInt8] = []

    private static let numbers = Atomic<UInt64>(0)

    package init() { fields.reserveCapacity(32) }

    /// Whether `bytes` begin with those that the table stands for; if not, it stands for none from now on.
    mutating func stillStands(for bytes: Span<UInt8>) -> Bool {
        let count = parsed.count
        if count > 0, count <= bytes.count, bytes.extracting(0..<count).isEqual(to: parsed) { return true }
        parsed.removeAll(keepingCapacity: true)
        head.number = 0
        return false
    }

    /// Records that the table is whole, and stands for `bytes`.
    mutating func stand(for bytes: Span<UInt8>) {
        parsed.append(bytes)
        head.number = Self.numbers.add(1, ordering: .relaxed).newValue
    }
}
