internal import CLinux
internal import Glibc
internal import Locking
internal import Logging
internal import System

/// Writes log lines, usually to standard error, on its own thread, so that a reader that is slow, or gone, never holds
/// up an event loop.
///
/// Lines that do not fit, or cannot be written, are counted, and the count is written.
final class LogSink: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        /// When the last line has to be out; nil while more may come.
        var end: SuspendingClock.Instant?
    }

    /// How many bytes of lines may wait.
    static let capacity = 1 << 20

    private let state = Mutex(State())
    private let wakeup: Descriptor

    private let formatter: LineFormatter
    private let output: Int32
    private let patience: Duration

    /// - Parameter patience: how long the end of the program waits for the reader of the log.
    init(
        formatter: LineFormatter,
        output: Int32 = STDERR_FILENO,
        patience: Duration = .seconds(2)
    ) throws(SystemError) {
        self.formatter = formatter
        self.output = output
        self.patience = patience
        wakeup = try Descriptor(adopting: eventfd(0, Int32(EFD_CLOEXEC)), from: "eventfd")
    }

    /// The thread that writes; it ends after `close`.
    func start() throws(SystemError) -> WorkerThread { try WorkerThread { self.run() } }

    func write(_ line: [UInt8]) {
        let mustWake = state.withLock { state in
            guard state.waiting.count + line.count <= Self.capacity else {
                state.dropped += 1
                return false
            }
            state.waiting.append(contentsOf: line)
            return state.waiting.count == line.count
        }
        if mustWake { eventfd_write(wakeup.number, 1) }
    }

    /// Lets the thread write the lines that are there, as long as they are read, and then end.
    func close() {
        state.withLock { $0.end = SuspendingClock.now + patience }
        eventfd_write(wakeup.number, 1)
    }

    private func run() {
        var output = LogOutput(output)
        var dropped = 0
        var lost = 0
        while true {
            let (bytes, droppedNow, isClosed) = state.withLock { state in
                let taken = (state.waiting, state.dropped, state.end != nil)
                state.waiting = []
                state.dropped = 0
                return taken
            }
            // The lost lines were before these, and those that did not fit came after them.
            if !bytes.isEmpty || isClosed { say(&lost, because: "lost: they could not be written", to: &output) }
            lost += write(bytes, &output)
            dropped += droppedNow
            say(&dropped, because: "dropped: nobody read them fast enough", to: &output)
            guard bytes.isEmpty, droppedNow == 0 else { continue }
            if isClosed { return }
            var count: eventfd_t = 0
            eventfd_read(wakeup.number, &count)
        }
    }

    /// Says how many lines are missing, and why; they stay counted until that has been written.
    private func say(_ missing: inout Int, because why: String, to output: inout LogOutput) {
        guard missing > 0 else { return }
        let line = formatter.line(level: .warning, message: "\(missing) log lines were \(why)")
        if write(line, &output) == 0 { missing = 0 }
    }

    /// - Returns: how many of these lines have not been written.
    private func write(_ lines: [UInt8], _ output: inout LogOutput) -> Int {
        output.write(lines) { self.state.withLock { $0.end.map { $0 <= .now } ?? false } }
    }
}
