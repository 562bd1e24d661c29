internal import JWT
internal import Locking

/// A fault in force, and how often it has struck; shared by all event loops.
final class ActiveFault: Sendable {
    struct Counts: Sendable, Hashable {
        /// Matching requests that no fault before this one took.
        var seen = 0
        var applied = 0
    }

    let fault: Fault
    /// On the true clock.
    let expiresAt: NumericDate?
    private let current = Mutex(Counts())
    private let isOver = Atomic<Bool>(false)

    init(_ fault: Fault, at trueNow: NumericDate) {
        self.fault = fault
        expiresAt = fault.life.ttl.map { trueNow + $0 }
    }

    var counts: Counts { current.withLock { $0 } }

    /// Its time is up, for good: setting the system's clock back does not bring it back.
    func end() { isOver.store(true, ordering: .relaxed) }

    func hasEnded(at trueNow: NumericDate) -> Bool {
        guard let expiresAt else { return false }
        return expiresAt <= trueNow || isOver.load(ordering: .relaxed)
    }

    /// Counts a request that matches, and says what strikes it, if this fault does.
    func strike(_ moment: Moment) -> FaultStrike? {
        let hasEnded = hasEnded(at: moment.trueNow)
        return current.withLock { counts in
            counts.seen += 1
            guard !hasEnded,
                fault.life.strikes(
                    number: counts.seen,
                    applied: counts.applied,
                    seed: fault.seed,
                    gatewayNow: moment.clockNow
                )
            else { return nil }
            counts.applied += 1
            return FaultStrike(fault, number: counts.applied)
        }
    }

    /// Whether it has nothing left to do; it counts on what it sees.
    func isSpent(at trueNow: NumericDate) -> Bool {
        let counts = counts
        return fault.life.isSpent(seen: counts.seen, applied: counts.applied) || hasEnded(at: trueNow)
    }
}
