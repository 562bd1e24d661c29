internal import Durations
internal import Glibc
internal import Launch
internal import System

/// Ctrl-C, waited for rather than handled, so that what is known by then can still be told.
enum Interruption {
    /// From here on; before any thread starts.
    static func begin() {
        var signals = Signals.set([SIGINT, SIGTERM])
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits so long, and whether it came.
    static func has(within span: Duration) -> Bool {
        var signals = Signals.set([SIGINT, SIGTERM])
        let nanoseconds = max(span.wholeNanoseconds, 0)
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        return sigtimedwait(&signals, nil, &time) >= 0
    }
}
