internal import Locking

/// The head of a request: an offset table over bytes that it does not own.
///
/// All offsets count from the first byte handed to `parse`. The table is reused from request to request, so that a
/// keep-alive connection allocates nothing.
package struct RequestHead: Sendable {
    /// One field line; offsets fit 16 bits since `MessageLimits.head` does.
    package struct FieldLine: Sendable {
        package let name: FieldName
        let nameStart: UInt16
        let nameEnd: UInt16
        let valueStart: UInt16
        let valueEnd: UInt16

        var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    package internal(set) var method: Method = .other
    package internal(set) var methodRange = 0..<0
    package internal(set) var target = RequestTarget()
    /// The digit behind `HTTP/1.`.
    package internal(set) var minorVersion = 1
    package internal(set) var fields: [FieldLine] = []
    /// How the body is delimited.
    package internal(set) var framing = BodyFraming.none
    /// Whether the connection may carry another request (RFC 9112 §9.3).
    package internal(set) var isPersistent = true
    /// Whether the client waits for `100 Continue` (RFC 9110 §10.1.1).
    package internal(set) var expectsContinue = false
    /// Where the body starts.
    package internal(set) var endOffset = 0
    /// Two heads of one process with the same number are the same, byte by byte; 0 if none was read to its end.
    package private(set) var number: UInt64 = 0
    /// The bytes that the table stands for; none if the last head was not read to its end.
    private var parsed: [UInt8] = []

    private static let numbers = Atomic<UInt64>(0)

    package init() { fields.reserveCapacity(32) }

    /// Whether `bytes` begin with those that the table stands for; if not, it stands for none from now on.
    mutating func stillStands(for bytes: Span<UInt8>) -> Bool {
        let count = parsed.count
        if count > 0, count <= bytes.count, bytes.extracting(0..<count).isEqual(to: parsed) { return true }
        parsed.removeAll(keepingCapacity: true)
        number = 0
        return false
    }

    /// The same head for an owner that keeps the bytes elsewhere.
    var withoutBytes: RequestHead {
        var head = self
        head.parsed = []
        return head
    }

    /// Records that the table is whole, and stands for `bytes`.
    mutating func stand(for bytes: Span<UInt8>) {
        parsed.append(bytes)
        number = Self.numbers.add(1, ordering: .relaxed).newValue
    }
}
