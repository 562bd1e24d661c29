internal import Durations
internal import Glibc
internal import Launch
internal import System

/// Ctrl-C, which is waited for and not handled, so that what is known by then can still be told.
enum Interruption {
    /// Makes Ctrl-C wait from here on; to be called before any thread starts.
    static func begin() {
        var signals = Signals.set([SIGINT, SIGTERM])
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits that long for Ctrl-C, and returns whether it came.
    static func has(within span: Duration) -> Bool {
        var signals = Signals.set([SIGINT, SIGTERM])
        let nanoseconds = max(span.wholeNanoseconds, 0)
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        return sigtimedwait(&signals, nil, &time) >= 0
    }
}
