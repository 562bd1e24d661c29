/// What a connection is waiting for, and what happens when it has waited too long.
enum ConnectionPhase: Int, Sendable, Hashable, CaseIterable {
    /// Nothing has come yet.
    case fresh
    /// Between two requests.
    case idle
    case head
    case body
    /// The peer does not read its answer.
    case writing
    /// An answer waits for its time, or for the next piece of it to leave.
    ///
    /// Nothing is read meanwhile, but a client that hangs up is let go.
    case held
    /// An answer is not known yet; nothing is read meanwhile, but a client that hangs up is let go.
    case deferred
    /// A streamed answer has nothing to send; nothing is read meanwhile, but a client that hangs up is let go.
    case parked
    /// The request is not going to be answered; what the peer still sends is thrown away.
    case silent
    /// The last answer is out; what the peer still sends is thrown away.
    case lingering

    enum Timeout: Sendable, Hashable { case close, refuseHead, refuseBody }

    /// Nil is for ever: a held answer's steps have a deadline of their own, and silence has no end.
    func time(in limits: ServerLimits) -> Duration? {
        switch self {
        case .fresh, .head: limits.headTime
        case .idle: limits.idleTime
        case .body: limits.bodyTime
        case .writing: limits.writeTime
        case .held, .deferred, .parked, .silent: nil
        case .lingering: limits.lingerTime
        }
    }

    var timeout: Timeout {
        switch self {
        case .fresh, .idle, .writing, .held, .deferred, .parked, .silent, .lingering: .close
        case .head: .refuseHead
        case .body: .refuseBody
        }
    }

    /// Whether entering it again gives it its full time again: a slow sender gets no extra time for a byte, a slow
    /// reader does for progress.
    var restarts: Bool {
        switch self {
        case .idle, .writing: true
        case .fresh, .head, .body, .held, .deferred, .parked, .silent, .lingering: false
        }
    }

    /// What the peer may do in it.
    var interest: Interest {
        switch self {
        case .writing: .write
        case .held, .deferred, .parked: .end
        case .fresh, .idle, .head, .body, .silent, .lingering: .read
        }
    }

    /// Whether an answer is to come that nothing of the peer's brings about.
    var isWaitingToAnswer: Bool { self == .held || self == .deferred || self == .parked }

    /// Whether what the peer sends is of no interest any more.
    var discardsInput: Bool { self == .silent || self == .lingering }
}
