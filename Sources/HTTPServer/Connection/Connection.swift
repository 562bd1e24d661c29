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
    /// What it waits for, and how it will end.
    var state = ConnectionState()
    /// Once the first byte has said so.
    var tls: TLSSession?
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
    var deadline = ConnectionDeadline()
    /// Of the held answer's next step; one of its own, so that short waits leave the entry of the long one alone.
    var stepDeadline = ConnectionDeadline()

    init(_ socket: Socket, _ registration: Registration, number: UInt64) {
        self.socket = socket
        self.registration = registration
        self.number = number
    }

    /// What of its answers is under way.
    var answers: ConnectionState.Work {
        var work: ConnectionState.Work = []
        if !unsent.isEmpty { work.insert(.unsent) }
        if held != nil { work.insert(.held) }
        return work
    }

    /// What is under way.
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
