/// An answer: status, field lines and body.
///
/// Its event loop uses one again and again, so that an answer costs no allocation once its buffers have grown.
package struct Response: ~Copyable, Sendable {
    package var status = Status.ok
    /// All fields but those of framing and connection, which the writer adds.
    package var fields = FieldBlock()
    /// The content, if that is bytes.
    package var body: [UInt8] = []
    package var content = Content.bytes
    /// The number by which the responder is told what has become of the answer; 0 if it is not to be told.
    package var receipt: UInt64 = 0
    /// How it leaves; nil is at once and whole.
    package var delivery: Delivery?

    /// What stands behind the fields.
    package enum Content: Sendable {
        /// The bytes of `body`, which is kept apart so that its buffer is used again.
        case bytes
        /// Nothing yet: the answer comes later, and has the fields that are here now.
        case later(Deferral)
        /// A body that comes over time; the answer leaves as it comes, whatever its delivery says.
        case stream(any BodyStream)
        /// No body: the bytes behind the head are another protocol.
        case switching(to: SwitchedProtocol)
    }

    package init() {}

    /// Empties it and keeps its buffers.
    package mutating func reset() {
        status = .ok
        fields.removeAll()
        body.removeAll(keepingCapacity: true)
        content = .bytes
        receipt = 0
        delivery = nil
    }
}
