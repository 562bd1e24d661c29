internal import Glibc

/// The signals that end the program, waited for rather than handled.
enum Signals {
    /// To be called before any thread starts, so that none of them is interrupted.
    static func block() {
        var set = stopping
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns at the next SIGTERM or SIGINT.
    static func waitForStop() {
        var set = stopping
        var signal: Int32 = 0
        while sigwait(&set, &signal) != 0 {}
    }

    private static var stopping: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }
}
