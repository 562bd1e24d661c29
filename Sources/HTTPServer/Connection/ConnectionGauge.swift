internal import Synchronization

/// How many connections all loops hold together, compared with the limit.
final class ConnectionGauge: Sendable {
    let limit: Int
    private let count = Atomic<Int>(0)
    /// How many have been ended for others since the start.
    private let endedForOthers = Atomic<Int>(0)
    private let turnedAway = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// Takes a place, or says that there is none.
    func enter() -> Bool {
        if count.add(1, ordering: .relaxed).newValue <= limit { return true }
        leave()
        return false
    }

    func leave() { count.subtract(1, ordering: .relaxed) }

    /// Notes that a connection has been ended, so that another one finds a place.
    ///
    /// - Returns: whether it is the first one.
    func noteEndForOther() -> Bool { endedForOthers.add(1, ordering: .relaxed).oldValue == 0 }

    /// Notes that a connection has found no place.
    ///
    /// - Returns: whether it is the first one.
    func noteTurnedAway() -> Bool { turnedAway.add(1, ordering: .relaxed).oldValue == 0 }

    var tally: LimitTally {
        LimitTally(
            endedForOthers: endedForOthers.load(ordering: .relaxed),
            turnedAway: turnedAway.load(ordering: .relaxed)
        )
    }
}

/// What the limit of connections has done since the start.
package struct LimitTally: Sendable, Hashable {
    /// Connections that waited for a request, and were ended for the sake of new ones.
    package let endedForOthers: Int
    /// New connections that were closed at once, since all others had work under way.
    package let turnedAway: Int

    package init(endedForOthers: Int = 0, turnedAway: Int = 0) {
        self.endedForOthers = endedForOthers
        self.turnedAway = turnedAway
    }
}
