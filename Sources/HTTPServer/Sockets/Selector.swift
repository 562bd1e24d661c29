internal import CLinux
internal import Glibc
internal import System

/// What a registered descriptor is waiting for.
struct Interest: OptionSet, Sendable {
    let rawValue: UInt8
    static let read = Interest(rawValue: 1)
    static let write = Interest(rawValue: 2)
    /// The peer will send nothing more.
    static let end = Interest(rawValue: 4)
}

/// The registration that an event belongs to.
///
/// If a number is closed and given out again, the generation tells it from the one that the event was meant for.
struct Registration: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    var packed: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(packed: UInt64) {
        slot = UInt32(truncatingIfNeeded: packed)
        generation = UInt32(truncatingIfNeeded: packed >> 32)
    }
}

/// Waits for many descriptors at once: epoll(7).
struct Selector: ~Copyable {
    /// How often an event is reported.
    enum Trigger {
        /// It is reported at each wait, as long as it holds.
        case level
        /// It is reported once, and a reader that leaves bytes asks again; this spares the kernel a second look at each
        /// descriptor.
        case edge
    }

    struct Event {
        let registration: Registration
        let ready: Interest
        /// An error, or the end of both directions; reported even if there is no interest.
        let hasFailed: Bool
        /// Whether something stands behind the bytes that can be read for which no other event will come: an end, an
        /// error, or bytes behind urgent ones, at which a read stops.
        let hasMore: Bool
    }

    private let descriptor: Descriptor
    private var buffer: [epoll_event]

    init() throws(SystemError) {
        descriptor = try Descriptor(adopting: epoll_create1(Int32(EPOLL_CLOEXEC)), from: "epoll_create1")
        buffer = [epoll_event](repeating: epoll_event(), count: 256)
    }

    func register(
        _ number: Int32,
        _ registration: Registration,
        for interest: Interest,
        _ trigger: Trigger
    ) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, registration, interest, trigger)
    }

    /// Changes the interest; events that hold already are reported again.
    func modify(
        _ number: Int32,
        _ registration: Registration,
        for interest: Interest,
        _ trigger: Trigger
    ) throws(SystemError) {
        try control(EPOLL_CTL_MOD, number, registration, interest, trigger)
    }

    /// Closing a descriptor takes it out as well.
    func deregister(_ number: Int32) {
        epoll_ctl(descriptor.number, EPOLL_CTL_DEL, number, nil)
    }

    private func control(
        _ operation: Int32,
        _ number: Int32,
        _ registration: Registration,
        _ interest: Interest,
        _ trigger: Trigger
    ) throws(SystemError) {
        var event = epoll_event()
        // A reader has to know what stands behind the next bytes.
        if interest.contains(.read) { event.events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLPRI.rawValue }
        if interest.contains(.write) { event.events |= EPOLLOUT.rawValue }
        if interest.contains(.end) { event.events |= EPOLLRDHUP.rawValue }
        if trigger == .edge { event.events |= EPOLLET.rawValue }
        event.data.u64 = registration.packed
        guard epoll_ctl(descriptor.number, operation, number, &event) == 0 else {
            throw SystemError(errno: errno, call: "epoll_ctl")
        }
    }

    /// Waits until something is ready or `deadline` has come.
    ///
    /// - Returns: how many events there are; they are valid until the next wait.
    mutating func wait(until deadline: MonotonicInstant?) throws(SystemError) -> Int {
        let count = epoll_wait(descriptor.number, &buffer, Int32(buffer.count), Self.milliseconds(until: deadline))
        guard count < 0 else { return Int(count) }
        let code = errno
        guard code != EINTR else { return 0 }
        throw SystemError(errno: code, call: "epoll_wait")
    }

    func event(_ index: Int) -> Event {
        let flags = buffer[index].events
        var ready: Interest = []
        // The next read will show an error or hang-up.
        let hasFailed = flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        if hasFailed || flags & EPOLLIN.rawValue != 0 { ready.insert(.read) }
        if flags & EPOLLOUT.rawValue != 0 { ready.insert(.write) }
        if flags & EPOLLRDHUP.rawValue != 0 { ready.insert(.end) }
        return Event(
            registration: Registration(packed: buffer[index].data.u64),
            ready: ready,
            hasFailed: hasFailed,
            hasMore: hasFailed || flags & (EPOLLRDHUP.rawValue | EPOLLPRI.rawValue) != 0
        )
    }

    /// The time until the deadline, rounded up, so that a wait never ends just before it; -1 waits for ever.
    private static func milliseconds(until deadline: MonotonicInstant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline.nanoseconds - MonotonicInstant.now.nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }
}
