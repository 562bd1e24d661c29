internal import Glibc

/// An instant on a clock that people set: this machine's, or another's.
package struct WallTime: Sendable, Hashable, Comparable {
    /// The time since 1970 in UTC, whatever the time zone is.
    package let sinceEpoch: Duration

    package init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

    package init(secondsSince1970 seconds: Int) { sinceEpoch = .seconds(seconds) }

    /// This machine's clock.
    package static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(sinceEpoch: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }

    package static func < (left: Self, right: Self) -> Bool { left.sinceEpoch < right.sinceEpoch }
    package static func - (left: Self, right: Self) -> Duration { left.sinceEpoch - right.sinceEpoch }
    package static func + (instant: Self, span: Duration) -> Self { Self(sinceEpoch: instant.sinceEpoch + span) }
    package static func - (instant: Self, span: Duration) -> Self { Self(sinceEpoch: instant.sinceEpoch - span) }
}
