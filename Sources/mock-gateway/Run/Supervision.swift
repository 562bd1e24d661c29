internal import CLinux
internal import Glibc
internal import Launch
internal import System

/// A gateway and a command side by side, by one thread that waits for signals, for the gateway's log and for its
/// messages.
///
/// Both belong to this process's group, so that the terminal's signals, and those that are sent to the group, reach the
/// command by themselves. A signal that was sent to this process alone is passed on. The gateway tells which of the two
/// it was: it gets the signal too if it was for the group.
struct Supervision {
    /// How long the gateway may take to end, in milliseconds.
    private static let patience = 1000
    /// How long the gateway may take to say that it got the same signal, in milliseconds.
    private static let doubt = 100
    private static let reportLimit = 64 << 10
    private static let channelNumber: Int32 = 3

    private let signals: Int32
    private let inherited: sigset_t
    /// This side's end of the pair of sockets; the gateway ends when it is closed.
    private var channel: Int32
    private let gatewayChannel: Int32
    private let logInput: Int32
    private var log: GatewayLog
    private var gateway: ChildProcess?
    /// Signals that the gateway has reported, and that have not come here yet.
    private var told: [Int32] = []

    init(logFile: String?) throws {
        var inherited = sigset_t()
        var blocked = Signals.set(Signals.forwarded + [SIGCHLD])
        pthread_sigmask(SIG_BLOCK, &blocked, &inherited)
        self.inherited = inherited
        signals = signalfd(-1, &blocked, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard signals >= 0 else { throw SystemError(errno: errno, call: "signalfd") }
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw SystemError(errno: errno, call: "socketpair")
        }
        (channel, gatewayChannel) = (pair[0], pair[1])
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError(errno: errno, call: "pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        logInput = ends[1]
        log = try GatewayLog(ends[0], path: logFile)
    }

    /// - Returns: the address of the gateway, once it accepts connections.
    mutating func startGateway(_ arguments: [String], _ environment: [String: String]) throws -> SupervisorReport {
        var variables = environment
        variables[ServeOption.supervisorVariable] = "\(Self.channelNumber)"
        let gateway = try startProcess(arguments, variables)
        self.gateway = gateway
        var report: SupervisorReport?
        var stopping: Int32?
        var ending: Int32?
        while report == nil, ending == nil {
            let ready = wait(-1)
            if ready.channel { report = receive().flatMap(SupervisorReport.init(_:)) }
            for signal in takeSignals() where signal.number != SIGCHLD { stopping = signal.number }
            ending = gateway.ending()
            if stopping != nil { break }
        }
        guard let report, stopping == nil else {
            self.gateway = ending == nil ? gateway : nil
            finish()
            if let stopping { Glibc.exit(128 + stopping) }
            StandardStreams.writeError(self.log.text)
            Glibc.exit(ending ?? StartError.Code.systemError.rawValue)
        }
        return report
    }

    /// Starts the gateway; no other process gets its ends of pipe and channel.
    private func startProcess(_ arguments: [String], _ environment: [String: String]) throws -> ChildProcess {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        // The copies have numbers beyond those that are given out, so that none is overwritten before it is copied.
        let originals = [null, logInput, gatewayChannel]
        let copies = originals.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        defer { for descriptor in originals + copies { close(descriptor) } }
        return try ChildProcess(
            "/proc/self/exe",
            ["mock-gateway"] + arguments,
            environment: environment,
            blocking: Signals.set(Signals.forwarded),
            descriptors: [(copies[0], 0), (copies[0], 1), (copies[1], 2), (copies[2], Self.channelNumber)]
        )
    }

    /// Runs the command to its end, and ends the gateway.
    ///
    /// - Returns: the exit code.
    mutating func run(_ command: [String], _ environment: [String: String]) -> Int32 {
        let child: ChildProcess
        do throws(SystemError) {
            child = try ChildProcess(
                command[0],
                command,
                environment: environment,
                blocking: inherited
            )
        } catch {
            finish()
            StandardStreams.writeError(
                LineFormatter.escaped("mock-gateway: \(command[0]): cannot be run: \(error.reason)") + "\n"
            )
            return error.errno == ENOENT ? 127 : 126
        }
        var ending: Int32?
        while ending == nil {
            _ = wait(-1)
            forward(takeSignals(), to: child)
            ending = child.ending()
            noticeGateway()
        }
        finish()
        let code = ending ?? 0
        if code != 0, let text = log.toShow {
            StandardStreams.writeError("mock-gateway: the command ended with \(code); the log of its gateway:\n" + text)
        }
        return code
    }

    private struct Received {
        let number: Int32
        /// Whether another process sent it, and not the kernel for the terminal.
        let isSent: Bool
    }

    private func takeSignals() -> [Received] {
        var received: [Received] = []
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while read(signals, &information, size) == size {
            received.append(Received(number: Int32(information.ssi_signo), isSent: information.ssi_code <= 0))
        }
        return received
    }

    private mutating func forward(_ received: [Received], to child: ChildProcess) {
        for signal in received where signal.number != SIGCHLD && signal.isSent {
            let start = SuspendingClock.now
            // This ends early if the gateway has ended, or is too busy to answer.
            while gateway != nil, !told.contains(signal.number) {
                let left = Self.doubt - Int((SuspendingClock.now - start) / .milliseconds(1))
                guard left > 0 else { break }
                var entry = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, Int32(left)) > 0 else { continue }
                guard listen() else { break }
            }
            if let place = told.firstIndex(of: signal.number) {
                told.remove(at: place)
            } else {
                kill(child.id, signal.number)
            }
        }
    }

    /// - Returns: false if the gateway has closed its end.
    private mutating func listen() -> Bool {
        guard let message = receive() else { return false }
        if message.count == 1 { told.append(Int32(message[0])) }
        return true
    }

    private mutating func noticeGateway() {
        guard let gateway, let code = gateway.ending() else { return }
        self.gateway = nil
        StandardStreams.writeError("mock-gateway: the gateway has ended with \(code) before its command\n")
    }

    /// Ends the gateway, and takes the rest of its log.
    private mutating func finish() {
        close(channel)
        channel = -1
        let start = SuspendingClock.now
        while let gateway, gateway.ending() == nil {
            let left = Self.patience - Int((SuspendingClock.now - start) / .milliseconds(1))
            guard left > 0 else {
                kill(gateway.id, SIGKILL)
                _ = gateway.ending(waiting: true)
                break
            }
            _ = wait(Int32(left))
            _ = takeSignals()
        }
        gateway = nil
        while log.descriptor >= 0 { log.take() }
    }

    /// Waits for a signal or a message of the gateway, and takes what it logs meanwhile.
    private mutating func wait(_ milliseconds: Int32) -> (signal: Bool, channel: Bool) {
        var entries = [
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: log.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: gateway == nil ? -1 : channel, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return (false, false) }
        if entries[1].revents != 0 { log.take() }
        return (entries[0].revents != 0, entries[2].revents != 0)
    }

    /// One message of the gateway; nil if it has closed its end.
    private func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Self.reportLimit)
        let count = recv(channel, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
