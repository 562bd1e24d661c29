internal import JWT

/// A clock as a definition states it, before it is set.
enum ClockSetting: Sendable, Hashable {
    case live
    case frozen(Freeze)

    /// The instant at which a clock is to stand still.
    struct Freeze: Sendable, Hashable {
        /// Nil is the instant that the clock has reached by then.
        let instant: NumericDate?
        /// The fraction of that second, below 1 s.
        let phase: Duration?

        func instant(on clock: RunningClock, at trueNow: NumericDate) -> NumericDate {
            // Frozen clocks stand on whole milliseconds, as everything that moves them does.
            let instant = instant ?? clock.now(trueNow).floored(to: .milliseconds)
            return phase.map { instant.floored(to: .seconds) + $0 } ?? instant
        }
    }

    func set(_ clock: inout RunningClock, at trueNow: NumericDate) {
        switch self {
        case .live: clock.set(.live, at: trueNow)
        case .frozen(let freeze): clock.set(.frozen(at: freeze.instant(on: clock, at: trueNow)), at: trueNow)
        }
    }
}
