internal import CLinux
internal import Glibc
internal import HTTPServer
internal import Locking
internal import Logging
internal import Sockets

/// Writes log lines to standard error on a thread of its own, so that a reader who is slow, or gone, never holds up an
/// event loop.
///
/// What does not fit is counted, and the count is written.
final class LogSink: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isClosed = false
    }

    private static let capacity = 1 << 20
    /// PIPE_BUF: a pipe that is ready takes so much without blocking.
    private static let chunk = 4096

    private let state = Mutex(State())
    private let wakeup: Descriptor

    private let formatter: LineFormatter

    init(formatter: LineFormatter) throws(SystemError) {
        self.formatter = formatter
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

    /// Lets the thread write what is there, for as long as somebody reads it, and end.
    func close() {
        state.withLock { $0.isClosed = true }
        eventfd_write(wakeup.number, 1)
    }

    private func run() {
        while true {
            let (bytes, dropped, isClosed) = state.withLock { state in
                let taken = (state.waiting, state.dropped, state.isClosed)
                state.waiting = []
                state.dropped = 0
                return taken
            }
            emit(bytes)
            if dropped > 0 {
                let notice = "\(dropped) log lines were dropped: nobody read them fast enough"
                emit(formatter.line(level: .warning, message: notice))
            }
            guard bytes.isEmpty, dropped == 0 else { continue }
            if isClosed { return }
            var count: eventfd_t = 0
            eventfd_read(wakeup.number, &count)
        }
    }

    private func emit(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            let result = poll(&ready, 1, 1000)
            // At the end, a reader who takes nothing for a second gets no more.
            if result == 0, state.withLock({ $0.isClosed }) { return }
            guard result > 0 else { continue }
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, min($0.count, Self.chunk)) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // Closed, or a full disk: a log that cannot be written is no reason to stop.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
