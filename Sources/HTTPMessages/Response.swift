/// An answer: status, field lines and body.
///
/// One is used again and again by its event loop, so that an answer costs no allocation once its buffers have grown.
package struct Response: ~Copyable, Sendable {
    package var status = Status.ok
    /// All fields but those of framing and connection, which the writer adds.
    package var fields = FieldBlock()
    package var body: [UInt8] = []
    /// Answers CONNECT with a tunnel (RFC 9110 §9.3.6): what follows on the connection is TLS.
    package var startsTunnel = false
    /// What the responder knows the answer by, to be told what has become of it; 0 asks for no word.
    package var receipt: UInt64 = 0
    /// Nil sends it at once and whole.
    package var delivery: Delivery?
    /// The answer comes later; what is here now is the fields it will have.
    package var deferral: Deferral?

    /// The body comes over time, in place of `body`; the answer leaves as it comes, whatever its delivery says.
    package var stream: BodyStream?

    package init() {}

    /// Empties it and keeps its buffers.
    package mutating func reset() {
        status = .ok
        fields.removeAll()
        body.removeAll(keepingCapacity: true)
        startsTunnel = false
        receipt = 0
        delivery = nil
        deferral = nil
        stream = nil
    }
}
