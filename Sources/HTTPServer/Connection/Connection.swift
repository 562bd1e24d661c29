internal import HTTPMessages
internal import OpenSSL

/// One client's connection, confined to its loop's thread.
///
/// An idle one owns no buffer.
final class Connection {
    let socket: Socket
    let registration: Registration
    var reader = RequestReader()
    /// Once the first byte has said so.
    var tls: TLSSession?
    /// CONNECT was accepted: what comes next must be TLS.
    var isTunnel = false
    /// What the tunnel was asked for.
    var tunnelHost: String?
    /// The peer has ended its TLS session: it sends nothing more, but may still read.
    var hasEnded = false
    /// Bytes received and not yet used: the start of a head, or requests that wait behind an unread answer.
    var pending: [UInt8] = []
    /// What the peer has not taken yet of its answers, from `sentCount` on.
    var unsent: [UInt8] = []
    var sentCount = 0
    var phase = ConnectionPhase.fresh
    var interest = Interest.read
    /// No further request is read; the connection ends once its answers are out.
    var isClosing = false
    /// The peer may still be sending: closing at once would reset the connection under its last answer.
    var mustLinger = false
    var deadline = ConnectionDeadline()

    init(_ socket: Socket, _ registration: Registration) {
        self.socket = socket
        self.registration = registration
    }

    /// Whether a tunnel has been opened and nothing has come through it.
    var awaitsTLS: Bool { isTunnel && tls == nil }

    /// Whether there is a session to come before a request can.
    var isHandshaking: Bool { awaitsTLS || tls.map { !$0.isEstablished } ?? false }

    /// Whether nothing is under way: no part of a request, no unread answer.
    var isIdle: Bool {
        reader.waiting == .start && pending.isEmpty && unsent.isEmpty && !isClosing && !(tls?.isMidway ?? false)
    }
}
