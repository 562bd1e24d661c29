internal import Durations

/// When a validator accepts a token: from `start` on, and before `end`.
package struct TokenLife: Sendable, Hashable {
    /// Nil is the beginning of time.
    package let start: NumericDate?
    /// Nil is for ever.
    package let end: NumericDate?

    /// A start beyond this stands for one that no clock can show.
    private static let never = NumericDate.farthest - .seconds(1_000_000_000)

    package func contains(_ now: NumericDate) -> Bool {
        (start.map { $0 <= now } ?? true) && (end.map { now < $0 } ?? true)
    }

    /// Whether it has no instant.
    package var isEmpty: Bool {
        guard let start else { return false }
        return start >= Self.never || end.map { $0 <= start } ?? false
    }

    /// How long until it begins, if a call after the next whole number of milliseconds is early enough to meet it
    /// alive; nil if no such call is.
    package func wait(from now: NumericDate) -> Duration? {
        guard let start, now < start, !isEmpty else { return nil }
        let wait = start - now
        // Nearly every token lives longer than rounding may take away.
        guard let end, end - start <= .milliseconds(1) else { return wait }
        let call = now + .milliseconds(wait.millisecondsRoundedUp)
        return call < end ? wait : nil
    }
}
