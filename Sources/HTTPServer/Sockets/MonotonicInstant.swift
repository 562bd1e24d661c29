internal import Glibc

/// A moment on the clock that cannot be set: every time limit of the server counts on it.
package struct MonotonicInstant: Sendable, Comparable {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    static let distantFuture = MonotonicInstant(nanoseconds: .max)

    package static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// An instant too far ahead becomes the distant future.
    package static func + (instant: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        // Both parts have the sign of the whole; this part is less than a second.
        let (start, startsTooLate) = instant.nanoseconds.addingReportingOverflow(attoseconds / 1_000_000_000)
        let (sum, endsTooLate) = start.addingReportingOverflow(whole)
        guard !isTooLong, !startsTooLate, !endsTooLate else {
            return seconds < 0 ? Self(nanoseconds: .min) : .distantFuture
        }
        return Self(nanoseconds: sum)
    }
}
