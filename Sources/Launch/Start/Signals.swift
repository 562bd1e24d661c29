package import Glibc

/// The signals that the program acts on, which are waited for and not handled.
package struct Signals: Sendable {
    enum Request: Sendable, Hashable { case stop, reload }

    /// Whether the end of a terminal, which SIGHUP tells too, is to end the program.
    private let endsWithTerminal: Bool
    private let parent = getppid()
    /// The `run` that gets word of the process group's signals, which are meant for its command; nil without one.
    private let supervisor: Supervisor?

    /// It has to be made before any thread starts, so that no thread is interrupted.
    init(supervisor: Supervisor? = nil) {
        self.supervisor = supervisor
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        // `nohup` makes the process ignore it, which means that the program is to outlive its terminal.
        let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        endsWithTerminal = !isIgnored && Self.isTerminalThere == true
        var set = waitedFor
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns at the next SIGTERM, SIGINT or SIGHUP.
    func wait() -> Request {
        var set = waitedFor
        var information = siginfo_t()
        var signal = sigwaitinfo(&set, &information)
        while signal < 0 { signal = sigwaitinfo(&set, &information) }
        if let supervisor {
            // A thread of this process tells of the end of `run`; the kernel's signals are those of the terminal.
            while information.si_code > 0 || information._sifields._kill.si_pid != getpid() {
                if information.si_code <= 0 { supervisor.tell(ofSignal: signal) }
                repeat { signal = sigwaitinfo(&set, &information) } while signal < 0
            }
            return .stop
        }
        guard signal == SIGHUP else { return .stop }
        guard endsWithTerminal else { return .reload }
        let isFromKernel = information.si_code > 0
        // The terminal has been closed, and its shell or the kernel says so: no one could stop the program any more.
        // Once that shell is gone, a later SIGHUP has its usual meaning.
        let isMeant =
            switch Self.isTerminalThere {
            case true?: false
            case false?: isFromKernel || getppid() == parent
            case nil: isFromKernel
            }
        return isMeant ? .stop : .reload
    }

    /// Whether there is a terminal; nil if that cannot be told, since no descriptor is left to ask with.
    private static var isTerminalThere: Bool? {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EMFILE || errno == ENFILE ? nil : false }
        close(descriptor)
        return true
    }

    private var waitedFor: sigset_t { Self.set(supervisor == nil ? [SIGTERM, SIGINT, SIGHUP] : Self.forwarded) }

    /// The signals that `run` passes on to its command.
    package static let forwarded = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    package static func set(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
