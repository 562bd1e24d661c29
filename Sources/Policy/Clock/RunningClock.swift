package import JWT

/// A clock, and how long it has been going: time that passes counts, setting the clock does not.
package struct RunningClock: Sendable, Hashable {
    private(set) package var mode: ClockMode
    /// How long it had been going when it was last set.
    private var ran = Duration.zero
    /// When it was last set, on the true clock.
    private var since: NumericDate

    /// - Parameter trueNow: the instant from which its time counts.
    package init(_ mode: ClockMode = .live, at trueNow: NumericDate = NumericDate(seconds: 0)) {
        self.mode = mode
        since = trueNow
    }

    func now(_ trueNow: NumericDate) -> NumericDate { mode.now(trueNow: trueNow) }

    func ran(at trueNow: NumericDate) -> Duration { mode == .live ? ran + (trueNow - since) : ran }

    /// When on the true clock it has been going for `duration`, if nobody sets it; nil while it stands still.
    func trueInstant(whenRan duration: Duration) -> NumericDate? { mode == .live ? since + (duration - ran) : nil }

    mutating func set(_ mode: ClockMode, at trueNow: NumericDate) {
        ran = ran(at: trueNow)
        since = trueNow
        self.mode = mode
    }

    /// Moves a frozen clock to `instant`, or by a duration; a live one stays as it is.
    mutating func advance(to instant: NumericDate, by step: Duration) {
        guard mode != .live else { return }
        mode = .frozen(at: instant)
        ran += step
    }
}
