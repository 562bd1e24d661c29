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

    init(_ fault: Fault, at trueNow: NumericDate) {
        self.fault = fault
        expiresAt = fault.life.ttl.map { trueNow + $0 }
    }

    var counts: Counts { current.withLock { $0 } }

    /// Counts a request that matches, and says what strikes it, if this fault does.
    func strike(_ moment: Moment) -> FaultStrike? {
        if let expiresAt, expiresAt <= moment.trueNow { return nil }
        return current.withLock { counts in
            counts.seen += 1
            guard
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

    /// Whether its life is over but for its time.
    var hasDoneAll: Bool {
        let counts = counts
        return fault.life.isSpent(seen: counts.seen, applied: counts.applied)
    }

    func isSpent(at trueNow: NumericDate) -> Bool {
        hasDoneAll || expiresAt.map { $0 <= trueNow } ?? false
    }
}
