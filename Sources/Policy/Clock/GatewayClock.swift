internal import Glibc
package import JWT

/// The only reader of real time.
package struct GatewayClock: Sendable {
    /// The instants that a clock may show: far enough from 1970 and from 9999 that with any offset and lifetime the
    /// results can be written in tokens and in RFC 3339.
    package static let range =
        NumericDate(seconds: 631_152_000)...NumericDate(seconds: 250_246_540_800)
    package static let rangeText = "1990-01-01T00:00:00Z to 9899-12-31T00:00:00Z"

    package let trueNow: @Sendable () -> NumericDate

    /// - Parameter trueNow: what the real time is; tests give a clock that they move.
    package init(trueNow: @escaping @Sendable () -> NumericDate = Self.systemNow) { self.trueNow = trueNow }

    /// Nanoseconds on a clock that cannot be set, for measuring how long something takes.
    package static func stopwatch() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// How many nanoseconds have passed since the stopwatch showed `start`.
    package static func nanoseconds(since start: Int64) -> Int64 { stopwatch() - start }

    @Sendable package static func systemNow() -> NumericDate {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return NumericDate(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
