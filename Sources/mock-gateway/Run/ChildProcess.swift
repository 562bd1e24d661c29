internal import Glibc
internal import Launch
internal import System

/// A process that this one has started and waits for.
struct ChildProcess: Sendable {
    let id: pid_t

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: looked for in `PATH` if it has no slash.
    ///   - arguments: the arguments, with the program's name as the first.
    ///   - signals: the signals that are blocked when it starts.
    ///   - descriptors: which descriptors it gets at which numbers, besides those that it inherits.
    /// - Throws: `errno`, such as ENOENT if there is no such program.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        blocking signals: sigset_t,
        descriptors: [(from: Int32, to: Int32)] = []
    ) throws(SystemError) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This program ignores these two signals, which a child must not inherit.
        var defaults = Signals.set([SIGPIPE, SIGXFSZ])
        var mask = signals
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }

        var argumentList = arguments.map { strdup($0) } + [nil]
        var environmentList = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentList + environmentList { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, path, &actions, &attributes, &argumentList, &environmentList)
        guard code == 0 else { throw SystemError(errno: code, call: "posix_spawnp") }
        self.id = id
    }

    /// How it has ended: its exit code, or 128 plus the signal that ended it, as in a shell; nil if it still runs.
    func ending(waiting: Bool = false) -> Int32? {
        var status: Int32 = 0
        guard SystemCall.retrying({ waitpid(id, &status, waiting ? 0 : WNOHANG) }) == id else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
