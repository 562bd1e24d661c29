internal import Glibc

/// The signals that the program acts on, waited for rather than handled.
struct Signals: Sendable {
    enum Request: Sendable, Hashable { case stop, reload }

    /// Whether there is a terminal whose end would be told by SIGHUP too.
    private let hasTerminal: Bool

    /// To be made before any thread starts, so that none of them is interrupted.
    init() {
        var set = Self.all
        pthread_sigmask(SIG_BLOCK, &set, nil)
        hasTerminal = Self.isTerminalThere
    }

    /// Returns at the next SIGTERM, SIGINT or SIGHUP.
    func wait() -> Request {
        var set = Self.all
        var signal: Int32 = 0
        while sigwait(&set, &signal) != 0 {}
        guard signal == SIGHUP else { return .stop }
        // A terminal that has been closed leaves nobody who could stop the program.
        return hasTerminal && !Self.isTerminalThere ? .stop : .reload
    }

    private static var isTerminalThere: Bool {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    private static var all: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGHUP)
        return set
    }
}
