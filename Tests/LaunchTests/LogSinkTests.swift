import Glibc
import Locking
import System
import Testing

@testable import Launch

/// A reader who is slow never holds up a writer, and is told what is missing.
struct LogSinkTests {
    private static let format = LineFormatter(format: .text)
    /// However busy the machine is, the reader comes in time.
    private static let endless = Duration.seconds(86_400)

    @Test func writesWhatCameBeforeTheEnd() throws {
        let (reader, output) = try Reader.onPipe()
        let sink = try LogSink(formatter: Self.format, output: output, patience: Self.endless)
        let thread = try sink.start()
        for number in 0..<100 { sink.write(Array("line \(number)\n".utf8)) }
        try reader.start()
        sink.close()
        thread.join()
        close(output)
        #expect(reader.lines() == (0..<100).map { "line \($0)" })
    }

    /// More than sink and pipe hold together comes before anybody reads.
    @Test func countsWhatDoesNotFit() throws {
        let (reader, output) = try Reader.onPipe()
        let sink = try LogSink(formatter: Self.format, output: output, patience: Self.endless)
        let thread = try sink.start()
        let line = Array((String(repeating: "x", count: 1023) + "\n").utf8)
        let written = 3 * LogSink.capacity / line.count
        for _ in 0..<written { sink.write(line) }
        try reader.start()
        sink.close()
        thread.join()
        close(output)
        let lines = reader.lines()
        let kept = lines.count { $0.hasPrefix("xxx") }
        let dropped = lines.compactMap { $0.firstMatch(of: /(\d+) log lines were dropped: nobody read/)?.1 }
        #expect(kept < written && kept >= LogSink.capacity / line.count)
        #expect(kept + dropped.compactMap { Int($0) }.reduce(0, +) == written)
        #expect(lines.allSatisfy { $0.utf8.count == 1023 || $0.contains(" log lines were dropped: ") })
    }

    /// Nobody has read by the end, and the end does not wait: what the pipe holds is all there is.
    @Test func endsWithoutAReader() throws {
        let (reader, output) = try Reader.onPipe()
        let sink = try LogSink(formatter: Self.format, output: output, patience: .zero)
        let thread = try sink.start()
        let line = Array((String(repeating: "x", count: 1023) + "\n").utf8)
        let written = LogSink.capacity / line.count
        for _ in 0..<written { sink.write(line) }
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (seen, ended) = (ends[0], ends[1])
        // If the end waits for a reader all the same, one comes at last, and finds all lines.
        try reader.start {
            var entry = pollfd(fd: seen, events: Int16(POLLIN), revents: 0)
            poll(&entry, 1, 20_000)
        }
        sink.close()
        thread.join()
        close(ended)
        close(output)
        let lines = reader.lines()
        close(seen)
        #expect(lines.count < written && lines.allSatisfy { $0.utf8.count == 1023 })
    }
}

/// Reads one end of a pipe until the other is closed.
private final class Reader: Sendable {
    private let descriptor: Int32
    private let state = Mutex<(bytes: [UInt8], thread: WorkerThread?)>(([], nil))

    /// A reader that has not begun, and the end of the pipe to write to.
    static func onPipe() throws -> (Reader, output: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (Reader(ends[0]), ends[1])
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func start(after wait: @escaping @Sendable () -> Void = {}) throws {
        let thread = try WorkerThread { [self] in
            wait()
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = SystemCall.retrying { read(descriptor, &buffer, buffer.count) }
                guard count > 0 else { return }
                state.withLock { $0.bytes += buffer[..<count] }
            }
        }
        state.withLock { $0.thread = thread }
    }

    func lines() -> [String] {
        state.withLock { $0.thread }?.join()
        return String(decoding: state.withLock { $0.bytes }, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
