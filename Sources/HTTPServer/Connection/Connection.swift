internal import HTTPMessages
internal import OpenSSL

/// One client's connection, confined to its loop's thread.
///
/// An idle connection owns no buffer.
final class Connection {
    let socket: Socket
    let registration: Registration
    /// A number that no other connection of the server has.
    let number: UInt64
    var reader = RequestReader()
    /// What it waits for, and how it will end.
    var state = ConnectionState()
    /// The TLS session, if the first byte has begun one.
    var tls: TLSSession?
    /// Bytes received and not yet used: the start of a head, or requests that wait behind an unread answer.
    var pending: [UInt8] = []
    /// How many bytes of its unfinished request have been counted.
    var heldBytes = 0
    /// Its answers that the peer has not taken yet, from `sentCount` on.
    var unsent: [UInt8] = []
    var sentCount = 0
    /// How many bytes of its answers have been counted.
    var unreadBytes = 0
    /// The receipt of the answer that was put in line last.
    var receipt: UInt64 = 0
    /// The answer that has not left at once; nothing else is read or answered until it is out.
    var held: HeldAnswer?
    var deadline = ConnectionDeadline()
    /// The deadline of the held answer's next step; it is apart, so that short waits leave the entry of the long one
    /// alone.
    var stepDeadline = ConnectionDeadline()

    init(_ socket: Socket, _ registration: Registration, number: UInt64) {
        self.socket = socket
        self.registration = registration
        self.number = number
    }

    /// The work that its answers have under way.
    var answers: ConnectionState.Work {
        var work: ConnectionState.Work = []
        if !unsent.isEmpty { work.insert(.unsent) }
        if held != nil { work.insert(.held) }
        return work
    }

    /// The work that is under way.
    func work(isDraining: Bool) -> ConnectionState.Work {
        var work = answers
        switch reader.waiting {
        case .start: break
        case .head: work.insert(.head)
        case .body: work.insert(.body)
        }
        if !pending.isEmpty { work.insert(.pending) }
        if let tls, !tls.isEstablished { work.insert(.handshake) }
        guard isDraining else { return work }
        work.insert(.draining)
        if tls?.isMidway ?? false { work.insert(.record) }
        return work
    }
}
