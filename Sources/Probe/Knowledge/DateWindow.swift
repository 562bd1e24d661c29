internal import JWT

/// How far the server's clock is ahead of ours, by its Date fields.
///
/// A Date may be a cached one, which lags behind the clock that judges: uvicorn's by up to 0.9 s, Envoy's by 0.4 s.
/// So the window is never more than a hint.
package struct DateWindow: Sendable, Hashable {
    /// How long servers keep a Date, at most.
    static let longestLag = Duration.seconds(1)
    /// No clock is beyond these years.
    private static let range = -4_000_000_000...100_000_000_000

    /// The least lead, if the Date is of the clock that judges.
    package private(set) var lower: Duration?
    /// A bound above the lead, if no Date is a cached one.
    package private(set) var upper: Duration?

    init() {}

    mutating func take(_ reply: Reply) {
        guard let second = reply.second, Self.range.contains(second) else { return }
        let date = NumericDate(seconds: second)
        lower = max(lower ?? date - reply.received, date - reply.received)
        upper = min(upper ?? date + .seconds(1) - reply.sent, date + .seconds(1) - reply.sent)
    }

    /// Whether the fields contradict each other: they are cached ones, or several clocks answer.
    package var isContradictory: Bool {
        guard let lower, let upper else { return false }
        return upper <= lower
    }

    /// By how much the fields contradict each other at least.
    package var contradiction: Duration {
        guard let lower, let upper else { return .zero }
        return max(.zero, lower - upper)
    }

    /// The range of the lead, if no Date lags.
    package var exact: Bounds? {
        guard let lower, let upper, lower < upper else { return nil }
        return Bounds(lower: lower, upper: upper)
    }

    package var lagging: Bounds? {
        guard let lower, let upper else { return nil }
        return Bounds(lower: lower, upper: max(upper, lower) + Self.longestLag)
    }
}
