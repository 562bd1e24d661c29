/// When a validator accepts a token: from `start` on, and before `end`.
package struct TokenLife: Sendable, Hashable {
    /// Nil: from the beginning of time.
    package let start: NumericDate?
    /// Nil: for ever.
    package let end: NumericDate?

    /// A start that lies so far away stands for one that has no place on any clock.
    private static let never = NumericDate.farthest - .seconds(1_000_000_000)

    package func contains(_ now: NumericDate) -> Bool {
        (start.map { $0 <= now } ?? true) && (end.map { now < $0 } ?? true)
    }

    /// Whether no instant is in it.
    package var isEmpty: Bool {
        guard let start else { return false }
        return start >= Self.never || end.map { $0 <= start } ?? false
    }

    /// How long until it begins, where a call after the least whole number of milliseconds is early enough to meet it
    /// alive; nil where no such call is.
    package func wait(from now: NumericDate) -> Duration? {
        guard let start, now < start, !isEmpty else { return nil }
        let wait = start - now
        // Nearly every token lives longer than rounding may take.
        guard let end, end - start <= .milliseconds(1) else { return wait }
        let call = now + .milliseconds(wait.millisecondsRoundedUp)
        return call < end ? wait : nil
    }
}
