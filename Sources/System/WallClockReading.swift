/// What this machine's clock said at an instant of the clock that cannot be set: every later instant can be dated by it.
///
/// Dated in this way, times keep their distances even if somebody sets the clock meanwhile.
package struct WallClockReading: Sendable {
    /// One reading of the clock that can be set, between two of the one that cannot.
    package struct Attempt: Sendable {
        package let before: ContinuousClock.Instant
        package let wall: WallTime
        package let after: ContinuousClock.Instant

        package init(before: ContinuousClock.Instant, wall: WallTime, after: ContinuousClock.Instant) {
            self.before = before
            self.wall = wall
            self.after = after
        }

        fileprivate static func make() -> Attempt {
            let before = ContinuousClock.now
            let wall = WallTime.now
            return Attempt(before: before, wall: wall, after: .now)
        }
    }

    private let steady: ContinuousClock.Instant
    private let wall: WallTime
    /// By how much a date may be wrong at most, in either direction.
    package let uncertainty: Duration

    /// Goes by the closest of some attempts: another program may have run in the middle of one, for milliseconds.
    package init(closestOf first: Attempt, _ others: some Sequence<Attempt>) {
        let closest = others.reduce(first) { best, attempt in
            attempt.before.duration(to: attempt.after) < best.before.duration(to: best.after) ? attempt : best
        }
        uncertainty = closest.before.duration(to: closest.after) / 2
        steady = closest.before + uncertainty
        wall = closest.wall
    }

    package static func make() -> WallClockReading {
        WallClockReading(closestOf: .make(), (0..<15).lazy.map { _ in .make() })
    }

    package func date(_ instant: ContinuousClock.Instant) -> WallTime { wall + steady.duration(to: instant) }
}
