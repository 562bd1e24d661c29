internal import Glibc

/// A descriptor, such as standard error, to which whole lines are written.
struct LogOutput {
    private let descriptor: Int32
    /// PIPE_BUF: a pipe that is ready takes this much without blocking.
    private static let chunk = 4096
    /// How often a wait for a reader checks `isOver`, in milliseconds.
    private static let glance: Int32 = 250

    /// Whether the last line was cut off, since the rest of it could not be written.
    private var isMidLine = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Writes whole lines, and waits for a reader until `isOver`.
    ///
    /// - Returns: how many lines have not been written, or not to their end.
    mutating func write(_ lines: [UInt8], isOver: () -> Bool) -> Int {
        guard !lines.isEmpty else { return 0 }
        var rest = lines[...]
        if isMidLine, !put([UInt8(ascii: "\n")], isOver: isOver).isEmpty { return Self.count(rest) }
        isMidLine = false
        rest = put(rest, isOver: isOver)
        // At the start of a line, no line has been cut off.
        if rest.startIndex > lines.startIndex, !rest.isEmpty {
            isMidLine = lines[rest.startIndex - 1] != UInt8(ascii: "\n")
        }
        return Self.count(rest)
    }

    private static func count(_ lines: ArraySlice<UInt8>) -> Int { lines.count { $0 == UInt8(ascii: "\n") } }

    /// - Returns: the bytes that have not been written.
    private func put(_ bytes: ArraySlice<UInt8>, isOver: () -> Bool) -> ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty, !isOver() {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, Self.glance) > 0 else { continue }
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min($0.count, Self.chunk)) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // The output is closed, or the disk is full: a log that cannot be written is no reason to stop.
            guard count > 0 else { return rest }
            rest = rest.dropFirst(count)
        }
        return rest
    }
}
