internal import HTTPMessages

/// What a connection does next: events go in, an action comes out.
///
/// It has no socket, no clock and no buffer.
///
/// ## Theory of operation
///
/// Three things are the state of a connection.
///
/// - Its **phase** is what it waits for now. The phase sets how long that may take, what happens when it takes longer,
///   and what kind of event the loop asks the system for (`ConnectionPhase`).
/// - Its **course** is how it will end. It only ever moves down the list of `Course`: what has been said about the end
///   of a connection is never taken back. From `closes` on, no further request is read.
/// - **Another protocol** may be awaited. An answer has said that the bytes behind it are no longer HTTP, and no byte
///   is read as a request until that protocol has begun. CONNECT is the one case there is today.
///
/// What is under way, such as bytes that the peer has not taken, is told with each event (`Work`) and not remembered
/// here, because the buffers know it.
///
/// The loop does what can be done at once: it reads, answers and sends. Then it says `settled`, and this type decides
/// what the connection waits for. The order of precedence is:
///
/// 1. An answer that the peer has not taken comes first (`writing`); nothing is read meanwhile, so that a client that
///    does not read cannot make the server hold more than its answers.
/// 2. A connection whose course is to close then ends. Giving up what is held and saying goodbye may leave bytes to be
///    sent, so the loop does that (`finish`) and says `saidGoodbye`. If the peer may still be sending, the sending side
///    alone is shut and what comes is thrown away for a while (`lingering`), because a close would reset the connection
///    under its last answer (RFC 9112 §9.6).
/// 3. An answer that is held decides for itself what it waits for (`held`, `deferred`, `parked`).
/// 4. A request that has begun has its time (`head`, `body`), and otherwise the connection is `idle`, or ends if the
///    server does.
///
/// After an action that has more to do the loop says how that went: `finish` is answered by `saidGoodbye`, and
/// `finishSending` by `finishedSending`. A closed connection answers every event with nothing to do.
struct ConnectionState: Sendable, Hashable {
    /// How the connection will end, from the mildest on.
    enum Course: UInt8, Sendable, Comparable, CaseIterable {
        /// The connection goes on, and further requests are read.
        case goesOn
        /// The peer has ended its TLS session: it sends nothing more, but may still read.
        case peerHasEnded
        /// No further request is read; the connection ends once its answers are out.
        case closes
        /// As `closes`, and the peer may still be sending.
        case lingers
        /// As `lingers`, but the connection ends as if the network had failed: without close_notify.
        case breaksOff
        /// The loop no longer has the connection.
        case closed

        static func < (one: Course, other: Course) -> Bool { one.rawValue < other.rawValue }
    }

    /// What is under way on the connection when an event comes.
    struct Work: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        /// There are answers that the peer has not taken.
        static let unsent = Work(rawValue: 1)
        /// An answer does not leave at once; nothing else is read or answered until it is out.
        static let held = Work(rawValue: 2)
        /// The head of a request has begun.
        static let head = Work(rawValue: 4)
        /// The body of a request has begun.
        static let body = Work(rawValue: 8)
        /// Bytes have been received and not used.
        static let pending = Work(rawValue: 16)
        /// A TLS session has to begin before a request can come.
        static let handshake = Work(rawValue: 32)
        /// The peer has begun a TLS record that is not complete.
        ///
        /// It is told only while the server is ending.
        static let record = Work(rawValue: 64)
        /// The server is ending.
        static let draining = Work(rawValue: 128)

        /// What keeps a server that is ending from closing the connection.
        static let unfinished: Work = [.unsent, .held, .head, .body, .pending, .record]
        /// What keeps the next request from being answered.
        static let answers: Work = [.unsent, .held]
    }

    enum Event: Sendable, Hashable {
        // Events of the peer.

        /// It has shut its sending side while the connection was being read.
        case peerStopped
        /// It has shut its sending side, or has gone, while the connection was not being read.
        case peerLeft
        /// It has ended its TLS session (close_notify).
        case sessionEnded
        /// Its TLS session has failed.
        case sessionFailed

        // Events of requests and answers.

        /// An answer says that the connection ends behind it.
        ///
        /// - Parameter peerGoesOn: whether the client has asked for more than that, and may be sending its next
        ///   request.
        case answeredLast(peerGoesOn: Bool)
        /// Bytes that are no request have been answered; nothing behind them can be read as one.
        case refused
        /// An answer that was held is in line for sending. Bytes that the peer has sent meanwhile have not been read.
        case answeredLate
        /// No more of a held answer is sent, and the connection ends without a goodbye.
        case brokeOff
        /// Nothing of a held answer is ever sent.
        case silenced
        /// An answer says that the bytes behind it are another protocol.
        case switched(to: SwitchedProtocol)
        /// That answer is out.
        case awaitsProtocol
        /// The other protocol has begun.
        case protocolBegan
        /// Bytes are left from which no request is read.
        case leftUnread

        // Events of the loop.

        /// Everything that can be done at once has been done.
        case settled(hasAnswered: Bool)
        /// The held answer waits for its time, or for the time of its next piece.
        case waitsForTime
        /// The held answer is not known yet.
        case waitsForAnswer
        /// The held answer is a stream that has nothing to send.
        case waitsForStream
        /// The time of the held answer's next step has come, or the time to ask a stream again.
        case stepIsDue
        /// A stream that had nothing to send has something now.
        case streamWoke
        /// The phase's time is over.
        case timedOut
        /// The server is ending.
        case drains
        /// `finish` has been done.
        case saidGoodbye
        /// `finishSending` has been done.
        case finishedSending
    }

    enum Action: Sendable, Hashable {
        case none
        /// The phase's time begins now.
        ///
        /// - Parameter asksAnew: whether the phase needs another kind of event than the one before it.
        case wait(asksAnew: Bool)
        /// Go on with the held answer.
        case proceed
        /// Ask the deferral of the held answer for the answer.
        case resume
        /// Answer the unfinished request with an error.
        case refuse(RequestError)
        /// Give the held answer up and say goodbye.
        case finish
        /// Shut the sending side.
        case finishSending
        /// Close with a goodbye, if that need not wait for the peer.
        case end
        case close
    }

    private(set) var phase = ConnectionPhase.fresh
    private(set) var course = Course.goesOn
    /// What the next bytes must be, if they are no requests.
    private(set) var awaited: SwitchedProtocol?

    /// Whether further requests are read.
    var goesOn: Bool { course < .closes }

    var isOpen: Bool { course < .closed }

    /// Whether the next bytes tell their protocol.
    var mayBeginSession: Bool { phase == .fresh || awaited != nil }

    /// Whether received bytes are still used.
    var takesInput: Bool { goesOn && !phase.discardsInput }

    /// Whether a TLS peer is to be told of the end (RFC 8446 §6.1).
    var owesGoodbye: Bool { course < .breaksOff && phase != .silent }

    /// Whether the next request may be read and answered now.
    func mayAnswer(_ work: Work) -> Bool { goesOn && awaited == nil && work.isDisjoint(with: .answers) }

    /// Whether another protocol may begin now.
    func maySwitch(_ work: Work) -> Bool { awaited != nil && goesOn && work.isDisjoint(with: .answers) }

    /// Notes that the loop closes the connection.
    ///
    /// - Returns: whether it was open.
    mutating func close() -> Bool {
        defer { course = .closed }
        return isOpen
    }

    mutating func handle(_ event: Event, _ work: Work) -> Action {
        guard isOpen else { return .none }
        switch event {
        case .settled(let hasAnswered): return settle(hasAnswered: hasAnswered, work)
        case .peerStopped:
            // A client that only shut its sending side still gets the answers that are under way.
            guard work.contains(.unsent) else { return .end }
            return move(to: .closes)
        case .peerLeft: return phase.isWaitingToAnswer ? .close : .none
        case .sessionEnded: return move(to: .peerHasEnded)
        case .sessionFailed: return move(to: .closes)
        case .answeredLast(let peerGoesOn): return move(to: peerGoesOn ? .lingers : .closes)
        case .refused: return move(to: .lingers)
        case .answeredLate, .leftUnread: return goesOn ? .none : move(to: .lingers)
        case .brokeOff: return move(to: .breaksOff)
        case .silenced: return work.contains(.draining) ? .close : enter(.silent)
        case .switched(let other):
            awaited = other
            return .none
        case .awaitsProtocol: return enter(.fresh)
        case .protocolBegan:
            awaited = nil
            return .none
        case .waitsForTime: return enter(.held)
        case .waitsForAnswer: return enter(.deferred)
        case .waitsForStream: return enter(.parked)
        case .stepIsDue: return stepIsDue()
        case .streamWoke: return phase == .parked ? .proceed : .none
        case .timedOut: return timeOut()
        case .drains: return drain(work)
        case .saidGoodbye:
            guard !work.contains(.unsent) else { return enter(.writing) }
            return course >= .lingers ? .finishSending : .close
        case .finishedSending: return enter(.lingering)
        }
    }

    private mutating func settle(hasAnswered: Bool, _ work: Work) -> Action {
        guard !work.contains(.unsent) else { return enter(.writing) }
        if course == .peerHasEnded, !work.contains(.held) { course = .closes }
        guard goesOn else { return phase == .lingering ? .none : .finish }
        guard !work.contains(.held) else { return .none }
        // Behind an answer, a request that has begun gets its full time.
        if work.contains(.head) { return enter(.head, restarting: hasAnswered) }
        if work.contains(.body) { return enter(.body, restarting: hasAnswered) }
        if work.contains(.draining), work.isDisjoint(with: .unfinished) { return .end }
        guard hasAnswered else { return .none }
        return enter(awaited != nil || work.contains(.handshake) ? .fresh : .idle)
    }

    /// If the peer has to read other bytes before the held answer goes on, its reading them will go on with it.
    private func stepIsDue() -> Action {
        switch phase {
        case .held, .parked: .proceed
        case .deferred: .resume
        default: .none
        }
    }

    private func timeOut() -> Action {
        switch phase.timeout {
        case .close: .end
        case .refuseHead: .refuse(.headTimeout)
        case .refuseBody: .refuse(.bodyTimeout)
        }
    }

    /// Ends silence, streams and idle connections; work that is under way has time until the end.
    private func drain(_ work: Work) -> Action {
        switch phase {
        case .silent: .close
        case .parked: .proceed
        default: goesOn && work.isDisjoint(with: .unfinished) ? .end : .none
        }
    }

    private mutating func move(to end: Course) -> Action {
        course = max(course, end)
        return .none
    }

    private mutating func enter(_ next: ConnectionPhase, restarting: Bool = false) -> Action {
        guard next != phase || next.restarts || restarting else { return .none }
        let asksAnew = next.interest != phase.interest
        phase = next
        return .wait(asksAnew: asksAnew)
    }
}
