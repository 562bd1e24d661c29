/// What the bytes behind an answer are, if they are no longer HTTP/1.1 (RFC 9110 §7.8, §9.3.6).
///
/// An upgrade (101) would be another case: it says what the bytes are, and how the event loop begins with them.
package enum SwitchedProtocol: Sendable, Hashable {
    /// A TLS session with this server, in a tunnel that CONNECT has opened.
    ///
    /// - Parameter host: what the tunnel was asked for.
    case tls(host: String)
}
