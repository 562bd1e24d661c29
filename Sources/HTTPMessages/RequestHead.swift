/// What the head of a request says, as offsets into bytes that it does not own.
///
/// All offsets count from the first byte handed to `HeadTable.parse`. It holds no reference, so that copying it with its
/// request counts none.
package struct RequestHead: Sendable {
    package internal(set) var method: Method = .other
    package internal(set) var methodRange = 0..<0
    package internal(set) var target = RequestTarget()
    /// The digit behind `HTTP/1.`.
    package internal(set) var minorVersion = 1
    /// How the body is delimited.
    package internal(set) var framing = BodyFraming.none
    /// Whether the connection may carry another request (RFC 9112 §9.3).
    package internal(set) var isPersistent = true
    /// Whether the client waits for `100 Continue` (RFC 9110 §10.1.1).
    package internal(set) var expectsContinue = false
    /// Where the body starts.
    package internal(set) var endOffset = 0
    /// Two heads of one process with the same number are the same, byte by byte; 0 if none was read to its end.
    package internal(set) var number: UInt64 = 0

    package init() {}
}
