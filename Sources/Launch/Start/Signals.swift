package import Glibc

/// The signals that the program acts on, waited for rather than handled.
package struct Signals: Sendable {
    enum Request: Sendable, Hashable { case stop, reload }

    /// Whether the end of a terminal, which SIGHUP tells of too, is to end the program.
    private let endsWithTerminal: Bool
    private let parent = getppid()
    /// Where the signals of the process group are the command's, and only told of.
    private let supervisor: Supervisor?

    /// To be made before any thread starts, so that none of them is interrupted.
    init(supervisor: Supervisor? = nil) {
        self.supervisor = supervisor
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        // `nohup` has it ignored, and means that the program outlives its terminal.
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
            // Its end is told by a thread of this process; the kernel's are those of the terminal.
            while information.si_code > 0 || information._sifields._kill.si_pid != getpid() {
                if information.si_code <= 0 { supervisor.tell(ofSignal: signal) }
                repeat { signal = sigwaitinfo(&set, &information) } while signal < 0
            }
            return .stop
        }
        guard signal == SIGHUP else { return .stop }
        guard endsWithTerminal else { return .reload }
        let isFromKernel = information.si_code > 0
        // The terminal has been closed, and its shell or the kernel says so: nobody is left who could stop the program.
        // What comes later, when that shell is gone, is meant as it is everywhere else.
        let isMeant =
            switch Self.isTerminalThere {
            case true?: false
            case false?: isFromKernel || getppid() == parent
            case nil: isFromKernel
            }
        return isMeant ? .stop : .reload
    }

    /// Nil where nobody can tell, since no descriptor is left to ask with.
    private static var isTerminalThere: Bool? {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EMFILE || errno == ENFILE ? nil : false }
        close(descriptor)
        return true
    }

    private var waitedFor: sigset_t { Self.set(supervisor == nil ? [SIGTERM, SIGINT, SIGHUP] : Self.forwarded) }

    /// Those that `run` sends on to its command.
    package static let forwarded = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    package static func set(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
