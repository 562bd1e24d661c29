internal import HTTPMessages
internal import OpenSSL

/// One client's connection, confined to its loop's thread.
///
/// An idle one owns no buffer.
final class Connection {
    let socket: Socket
    let registration: Registration
    /// No other connection of the server has it.
    let number: UInt64
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
    /// What its unfinished request has been counted with.
    var heldBytes = 0
    /// What the peer has not taken yet of its answers, from `sentCount` on.
    var unsent: [UInt8] = []
    var sentCount = 0
    /// What of its answers has been counted with.
    var unreadBytes = 0
    /// Of the answer that was put in line last.
    var receipt: UInt64 = 0
    /// The answer that has not left at once; nothing else is read or answered until it is out.
    var held: HeldAnswer?
    var phase = ConnectionPhase.fresh
    var interest = Interest.read
    /// Its loop still has it.
    var isOpen = true
    /// No further request is read; the connection ends once its answers are out.
    var isClosing = false
    /// The peer may still be sending: closing at once would reset the connection under its last answer.
    var mustLinger = false
    /// It ends as if the network had failed: without close_notify.
    var isBrokenOff = false
    var deadline = ConnectionDeadline()
    /// Of the held answer's next step; one of its own, so that short waits leave the entry of the long one alone.
    var stepDeadline = ConnectionDeadline()

    init(_ socket: Socket, _ registration: Registration, number: UInt64) {
        self.socket = socket
        self.registration = registration
        self.number = number
    }

    /// Whether a tunnel has been opened and nothing has come through it.
    var awaitsTLS: Bool { isTunnel && tls == nil }

    /// Whether there is a session to come before a request can.
    var isHandshaking: Bool { awaitsTLS || tls.map { !$0.isEstablished } ?? false }

    /// Whether the next request may be read and answered now.
    var mayAnswer: Bool { !isClosing && unsent.isEmpty && held == nil && !awaitsTLS }

    /// Whether nothing is under way: no part of a request, no unread answer.
    var isIdle: Bool {
        reader.waiting == .start && pending.isEmpty && unsent.isEmpty && held == nil && !isClosing
            && !(tls?.isMidway ?? false)
    }
}
