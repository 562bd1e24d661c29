internal import Durations
internal import JWT
internal import Locking
internal import Policy

/// Counts each client's requests in windows of time, on the gateway's clock.
final class RateMeter: Sendable {
    /// The state of a client's limit after a request, as the `inin-ratelimit-*` fields tell it.
    struct Reading: Sendable, Hashable {
        /// How many requests there have been in this window, this one included.
        let count: Int
        let allowed: Int
        /// Seconds until the window ends, rounded up.
        let resetSeconds: Int

        var isExceeded: Bool { count > allowed }
    }

    private struct Window: Sendable {
        var start: NumericDate
        var count = 0
    }

    private static var table: BoundedTable<Window> { BoundedTable(capacity: 100_000) }

    private let windows = Mutex(table)

    /// Counts a request of a client.
    ///
    /// A window starts with its first request; it starts over if the clock was set back.
    func count(_ client: String, _ limit: RateLimit, at now: NumericDate) -> Reading {
        windows.withLock { windows in
            windows.update(client, default: Window(start: now)) { window in
                if now < window.start || now >= window.start + limit.period { window = Window(start: now) }
                window.count += 1
                let rest = window.start + limit.period - now
                return Reading(count: window.count, allowed: limit.count, resetSeconds: rest.secondsRoundedUp)
            }
        }
    }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func reset() -> any Sendable { windows.withLock { exchange(&$0, with: Self.table) } }
}
