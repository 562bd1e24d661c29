internal import HTTPMessages
internal import System

/// The connections of one thread: it waits for events, reads, asks the responder and writes.
///
/// `@unchecked Sendable`: made on the starting thread, handed over whole, and from then on touched by its own thread
/// only; other threads reach it through its mailbox.
final class EventLoop: @unchecked Sendable {
    /// What a loop shares with the other loops.
    struct Surroundings: Sendable {
        let limits: ServerLimits
        let tls: TLSPolicy?
        let gauge: ConnectionGauge
        /// The memory of unfinished requests.
        let unfinished: MemoryBudget
        /// The memory of answers that have not been read.
        let unread: MemoryBudget
        /// All loops' mailboxes; new connections are dealt to them in turn.
        let mailboxes: [Mailbox]
    }

    /// What a deadline is for.
    ///
    /// The slot is enough: whether an entry still counts, the deadline of the connection there says by its instant.
    enum Due: Sendable {
        case connection(slot: UInt32)
        /// The next step of a connection's held answer.
        case step(slot: UInt32)
        case resumeAccepting
        case endOfDrain
    }

    static let receiveBufferSize = 64 * 1024
    /// How many bytes of answers gather before they are sent, even if more requests are waiting.
    static let highWater = 64 * 1024
    /// Generation 0 in the selector: slot 0 is the mailbox, slot n + 1 the listener n.
    static let ownGeneration: UInt32 = 0
    /// How many deadlines a turn looks at.
    static let deadlinesInARow = 8
    static let acceptPause: Duration = .milliseconds(100)
    /// How long a turn spends on answers that have been resumed; it always gives one of them.
    static let resumingTime: Duration = .milliseconds(2)

    let index: Int
    let surroundings: Surroundings
    let responder: any Responder
    let writer: ResponseWriter
    let times: PhaseTimes
    var limits: ServerLimits { surroundings.limits }
    var mailbox: Mailbox { surroundings.mailboxes[index] }

    var selector: Selector
    var listeners: [Listener]
    var nextMailbox = 0
    var connections = ConnectionTable()
    /// How many connections there have been since the start.
    var connectionCount: UInt64 = 0
    var waitingLine = WaitingLine()
    var deadlines = DeadlineQueue<Due>()
    var now = MonotonicInstant.now
    /// Deferred answers whose time has come: one request may have resumed many, and each may take long.
    var resumed: ArraySlice<(Registration, Deferral)> = []
    var isDraining = false
    var isOver = false

    // The buffers are used for every request in turn, so that none of them allocates.
    var received = [UInt8](repeating: 0, count: receiveBufferSize)
    var output: [UInt8] = []
    /// Output after encryption; the next is what was received after decryption.
    var wire: [UInt8] = []
    var plaintext: [UInt8] = []
    var headTable = HeadTable()
    var response = Response()

    /// - Parameter listeners: the ones that this loop accepts from.
    init(
        index: Int,
        listeners: [Listener],
        surroundings: Surroundings,
        responder: any Responder
    ) throws(SystemError) {
        self.index = index
        self.listeners = listeners
        self.surroundings = surroundings
        self.responder = responder
        writer = ResponseWriter(idleSeconds: Int(surroundings.limits.idleTime.components.seconds))
        times = PhaseTimes(surroundings.limits)
        selector = try Selector()
        let wakeup = surroundings.mailboxes[index].wakeup.number
        try selector.register(wakeup, Registration(slot: 0, generation: Self.ownGeneration), for: .read, .level)
        for (number, listener) in listeners.enumerated() {
            try selector.register(listener.descriptor.number, Self.listenerRegistration(number), for: .read, .level)
        }
    }

    static func listenerRegistration(_ number: Int) -> Registration {
        Registration(slot: UInt32(number + 1), generation: ownGeneration)
    }

    /// Runs until it has been drained.
    func run() {
        while !isOver {
            let count: Int
            do throws(SystemError) {
                count = try selector.wait(until: resumed.isEmpty ? deadlines.earliest : now)
            } catch {
                // Only an invalid descriptor or invalid memory leads here.
                preconditionFailure("waiting for events failed: \(error)")
            }
            now = .now
            for index in 0..<count { handle(selector.event(index)) }
            giveResumed()
            // Many may be due at once, such as the streams of all watchers; requests have their turn in between.
            for _ in 0..<Self.deadlinesInARow {
                guard let due = deadlines.popDue(at: now) else { break }
                handle(due.key, queuedFor: due.at)
            }
            if isDraining, connections.count == 0 { isOver = true }
        }
    }

    func handle(_ event: Selector.Event) {
        guard event.registration.generation != Self.ownGeneration else {
            if event.registration.slot == 0 {
                for message in mailbox.takeAll() { handle(message) }
            } else {
                accept(from: Int(event.registration.slot) - 1)
            }
            return
        }
        guard let connection = connections[event.registration] else { return }
        guard !connection.state.phase.isWaitingToAnswer else {
            // Nothing else is asked for; this may be an older event. It may be a client that has shut its sending side,
            // or one that has gone: no packet tells them apart.
            if event.hasFailed || event.ready.contains(.end) { tell(.peerLeft, to: connection) }
            return
        }
        if event.ready.contains(.write) { sendRest(connection) }
        if event.ready.contains(.read) { receive(connection, hasMore: event.hasMore) }
    }

    func handle(_ message: Mailbox.Message) {
        switch message {
        case .adopt(let socket): adopt(socket)
        case .exchange(let socket, let tries): adopt(socket, inExchange: tries)
        case .drain(let until): drain(until: until)
        case .resume(let registration, let deferral): resumed.append((registration, deferral))
        case .continueStream(let registration): continueStream(registration)
        }
    }

    func handle(_ due: Due, queuedFor instant: MonotonicInstant) {
        switch due {
        case .connection(let slot):
            guard let connection = connections[slot: slot] else { return }
            switch connection.deadline.judge(instant, now: now) {
            case .outdated: return
            case .moved(let later): queue(connection, at: later)
            case .expired: tell(.timedOut, to: connection)
            }
        case .step(let slot):
            guard let connection = connections[slot: slot] else { return }
            switch connection.stepDeadline.judge(instant, now: now) {
            case .outdated: return
            case .moved(let later): deadlines.insert(.step(slot: slot), at: later)
            case .expired: tell(.stepIsDue, to: connection)
            }
        case .resumeAccepting:
            guard !isDraining else { return }
            for (number, listener) in listeners.enumerated() {
                try? selector.modify(listener.descriptor.number, Self.listenerRegistration(number), for: .read, .level)
            }
        case .endOfDrain:
            for connection in connections.all { end(connection) }
            isOver = true
        }
    }
}
