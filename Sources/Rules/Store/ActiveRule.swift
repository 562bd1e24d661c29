internal import JWT
internal import Locking
internal import Policy

/// A rule in force, and how often it has applied; shared by all event loops.
package final class ActiveRule<R: Rule>: Sendable {
    package struct Counts: Sendable, Hashable {
        /// How many matching requests no rule before this one took.
        var seen = 0
        var applied = 0
    }

    package let rule: R
    /// When it ends, on the true clock.
    let expiresAt: NumericDate?
    private let current = Mutex(Counts())
    private let isOver = Atomic<Bool>(false)

    init(_ rule: R, at trueNow: NumericDate) {
        self.rule = rule
        expiresAt = rule.life.ttl.map { trueNow + $0 }
    }

    var counts: Counts { current.withLock { $0 } }

    /// Ends it for good: setting the system's clock back does not bring it back.
    func end() { isOver.store(true, ordering: .relaxed) }

    func hasEnded(at trueNow: NumericDate) -> Bool {
        guard let expiresAt else { return false }
        return expiresAt <= trueNow || isOver.load(ordering: .relaxed)
    }

    /// Counts a request that matches; returns how many the rule has applied to, if it applies to this one.
    func take(_ moment: Moment) -> Int? {
        let hasEnded = hasEnded(at: moment.trueNow)
        return current.withLock { counts in
            counts.seen += 1
            guard !hasEnded,
                rule.life.applies(
                    number: counts.seen,
                    applied: counts.applied,
                    seed: rule.seed,
                    gatewayNow: moment.clockNow
                )
            else { return nil }
            counts.applied += 1
            return counts.applied
        }
    }

    /// Whether it has nothing left to do; it goes on counting the requests that it sees.
    func isSpent(at trueNow: NumericDate) -> Bool {
        let counts = counts
        return rule.life.isSpent(seen: counts.seen, applied: counts.applied) || hasEnded(at: trueNow)
    }
}
