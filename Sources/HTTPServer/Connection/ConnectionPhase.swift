/// What a connection is waiting for, and what happens when it has waited too long.
enum ConnectionPhase: Int, Sendable, Hashable, CaseIterable {
    /// Nothing has come yet.
    case fresh
    /// It waits between two requests.
    case idle
    case head
    case body
    /// The peer does not read its answer.
    case writing
    /// An answer waits for its time, or for the next piece of it to leave.
    ///
    /// Nothing is read meanwhile, but if the client hangs up, the connection ends.
    case held
    /// An answer is not known yet; nothing is read meanwhile, but if the client hangs up, the connection ends.
    case deferred
    /// A streamed answer has nothing to send; nothing is read meanwhile, but if the client hangs up, the connection
    /// ends.
    case parked
    /// The request is not going to be answered; what the peer still sends is thrown away.
    case silent
    /// The last answer is out; what the peer still sends is thrown away.
    case lingering

    enum Timeout: Sendable, Hashable { case close, refuseHead, refuseBody }

    /// How long it may last; nil is for ever: a held answer's steps have another deadline, and silence has no end.
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

    /// Whether entering the phase again gives it its full time again: a slow sender gets no more time for a byte, but a
    /// slow reader gets it for progress.
    var restarts: Bool {
        switch self {
        case .idle, .writing: true
        case .fresh, .head, .body, .held, .deferred, .parked, .silent, .lingering: false
        }
    }

    /// The events of the peer that count in the phase.
    var interest: Interest {
        switch self {
        case .writing: .write
        case .held, .deferred, .parked: .end
        case .fresh, .idle, .head, .body, .silent, .lingering: .read
        }
    }

    /// Whether an answer will come without another byte from the peer.
    var isWaitingToAnswer: Bool { self == .held || self == .deferred || self == .parked }

    /// Whether the peer's bytes are thrown away from now on.
    var discardsInput: Bool { self == .silent || self == .lingering }
}
