internal import Durations
internal import Glibc

/// A moment on the clock that cannot be set, by which something has to be done.
package struct Deadline: Sendable {
    private let nanoseconds: Int64

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    package init(in span: Duration) { nanoseconds = Self.now + span.wholeNanoseconds }

    package var remaining: Duration { max(.zero, .nanoseconds(nanoseconds - Self.now)) }
    package var hasPassed: Bool { remaining == .zero }
}
