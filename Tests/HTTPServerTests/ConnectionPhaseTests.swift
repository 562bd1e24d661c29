import Testing

@testable import HTTPServer

@Suite struct ConnectionPhaseTests {
    @Test func limitsAreThoseOfTheContract() {
        let limits = ServerLimits()
        let seconds: [ConnectionPhase: Int64] = [
            .fresh: 10, .head: 10, .body: 30, .writing: 30, .idle: 60, .lingering: 2,
        ]
        for phase in ConnectionPhase.allCases { #expect(phase.time(in: limits)?.components.seconds == seconds[phase]) }
        #expect(limits.connections == 10_000)
    }

    /// A byte gives a slow sender no extra time; progress gives a slow reader some.
    @Test func onlyProgressRestarts() {
        #expect(ConnectionPhase.allCases.filter(\.restarts) == [.idle, .writing])
    }

    @Test func onlyUnfinishedRequestsAreAnswered() {
        #expect(ConnectionPhase.head.timeout == .refuseHead)
        #expect(ConnectionPhase.body.timeout == .refuseBody)
        for phase in [ConnectionPhase.fresh, .idle, .writing, .lingering] { #expect(phase.timeout == .close) }
    }

    @Test func anUnreadAnswerStopsReading() {
        #expect(ConnectionPhase.allCases.filter { $0.interest == .write } == [.writing])
        #expect(ConnectionPhase.allCases.filter { $0.interest == [] } == [])
        #expect(ConnectionPhase.allCases.filter { $0.interest == .end } == [.held, .deferred, .parked])
        #expect(ConnectionPhase.allCases.filter(\.discardsInput) == [.silent, .lingering])
    }
}

@Suite struct DeadlineQueueTests {
    private func instant(_ nanoseconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: nanoseconds) }

    @Test func givesTheEarliestFirst() {
        var queue = DeadlineQueue<Int64>()
        var state: UInt64 = 1
        var all: [Int64] = []
        for _ in 0..<1000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let time = Int64(state >> 54)
            queue.insert(time, at: instant(time))
            all.append(time)
        }
        var taken: [Int64] = []
        while let next = queue.popDue(at: instant(.max)) { taken.append(next.key) }
        #expect(taken == all.sorted())
        #expect(queue.count == 0)
    }

    /// An entry at the instant itself is due.
    @Test func keepsWhatIsNotDue() {
        var queue = DeadlineQueue<String>()
        queue.insert("later", at: instant(10))
        #expect(queue.popDue(at: instant(9))?.key == nil)
        #expect(queue.earliest == instant(10))
        #expect(queue.popDue(at: instant(10))?.key == "later")
        #expect(queue.popDue(at: instant(10))?.key == nil)
    }
}

@Suite struct ConnectionDeadlineTests {
    private func instant(_ milliseconds: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0) + .milliseconds(milliseconds)
    }

    /// An hour of a client whose requests come in two pieces, ten a second: head in 10 s, body in 30 s, idle 60 s.
    @Test func entriesDoNotMultiply() {
        var queue = DeadlineQueue<MonotonicInstant>()
        var deadline = ConnectionDeadline()
        var most = 0
        for tick in stride(from: 0, to: 3_600_000, by: 50) {
            let now = instant(tick)
            while let entry = queue.popDue(at: now) {
                switch deadline.judge(entry.at, now: now) {
                case .outdated: continue
                case .moved(let later): queue.insert(later, at: later)
                case .expired: Issue.record("it was never late")
                }
            }
            let time = tick % 100 == 0 ? 30_000 : 60_000
            if let entry = deadline.move(to: instant(tick + time)) { queue.insert(entry, at: entry) }
            most = max(most, queue.count)
        }
        #expect(most <= 4)
    }

    /// However it moved before, it expires at its last instant, and not before.
    @Test(arguments: [[50], [50, 10], [10, 50], [10, 50, 20], [50, 10, 50, 20, 60]])
    func expiresAtItsLastInstant(moves: [Int]) throws {
        var queue = DeadlineQueue<MonotonicInstant>()
        var deadline = ConnectionDeadline()
        for move in moves {
            if let entry = deadline.move(to: instant(move)) { queue.insert(entry, at: entry) }
        }
        var expired: Int?
        for tick in 0...100 {
            while let entry = queue.popDue(at: instant(tick)) {
                switch deadline.judge(entry.at, now: instant(tick)) {
                case .outdated: continue
                case .moved(let later): queue.insert(later, at: later)
                case .expired: expired = expired ?? tick
                }
            }
        }
        #expect(expired == moves.last)
        // A phase that follows, such as lingering, has another deadline.
        #expect(deadline.move(to: instant(200)) == instant(200))
    }
}

extension ConnectionDeadlineTests {
    /// A deadline that is removed leaves no entry in the queue for ever.
    @Test func needsNoEntryOnceTakenAway() {
        var deadline = ConnectionDeadline()
        #expect(deadline.move(to: instant(10)) == instant(10))
        #expect(deadline.move(to: .distantFuture) == nil)
        guard case .outdated = deadline.judge(instant(10), now: instant(10)) else {
            Issue.record("it has been taken away")
            return
        }
        #expect(deadline.move(to: instant(20)) == instant(20))
    }

    /// An entry names a slot: one that is left of a connection before ends no other there, and the new one ends in time.
    @Test(arguments: [(old: 30, new: 20), (30, 30), (30, 50)])
    func anEntryOfTheConnectionBeforeCountsForNothing(case instants: (old: Int, new: Int)) {
        var queue = DeadlineQueue<Int>()
        var before = ConnectionDeadline()
        if let entry = before.move(to: instant(instants.old)) { queue.insert(0, at: entry) }
        var deadline = ConnectionDeadline()
        if let entry = deadline.move(to: instant(instants.new)) { queue.insert(0, at: entry) }
        var expirations: [Int] = []
        for tick in 0...100 {
            while let entry = queue.popDue(at: instant(tick)) {
                switch deadline.judge(entry.at, now: instant(tick)) {
                case .outdated: continue
                case .moved(let later): queue.insert(0, at: later)
                case .expired: expirations.append(tick)
                }
            }
        }
        #expect(expirations == [instants.new])
    }
}

@Suite struct MonotonicInstantTests {
    @Test(arguments: [Duration.seconds(Int64.max), .seconds(9_223_372_036), .seconds(10_000_000_000)])
    func endsInTheDistantFuture(duration: Duration) {
        #expect(MonotonicInstant(nanoseconds: 1_000_000_000) + duration == .distantFuture)
    }

    @Test func countsNanoseconds() {
        let start = MonotonicInstant(nanoseconds: 5)
        #expect((start + .nanoseconds(1_500_000_001)).nanoseconds == 1_500_000_006)
        #expect((start + .nanoseconds(-1_500_000_001)).nanoseconds == -1_499_999_996)
        #expect((start + .seconds(Int64.min)).nanoseconds == .min)
    }
}

@Suite struct RegistrationTests {
    @Test(arguments: [(0, 1), (7, 9), (UInt32.max, UInt32.max), (0, UInt32.max)] as [(UInt32, UInt32)])
    func packs(slot: UInt32, generation: UInt32) {
        let registration = Registration(slot: slot, generation: generation)
        #expect(Registration(packed: registration.packed) == registration)
    }
}
