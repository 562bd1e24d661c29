internal import Glibc
internal import System

/// Standard output and error as descriptors: unbuffered, and usable from any thread.
package enum StandardStreams {
    /// Fills the place of each of the three that is closed: the next descriptor would get its number, and log lines
    /// would go to a client, or into the CA's key.
    ///
    /// It is opened in the wrong direction, so that a read or a write there fails.
    package static func fillGaps() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // This gets the lowest free number, which is that of the closed one.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes the output for which a command is run; without it, the command has failed.
    ///
    /// If the reader has gone away, it wants no more, which is no failure.
    ///
    /// - Parameter patience: how many milliseconds a reader may take nothing; nil waits for ever.
    package static func writeOutput(_ text: String, patience: Int32? = nil) throws(StartError) {
        let code = write(text, to: STDOUT_FILENO, patience: patience)
        guard code != 0, code != EPIPE else { return }
        throw StartError(.outputFailed, "standard output cannot be written: \(String(cString: strerror(code)))")
    }

    /// Writes an error; a failure of that cannot be reported.
    package static func writeError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Writes `text`; returns 0, or the `errno` of what failed.
    package static func write(_ text: String, to descriptor: Int32, patience: Int32? = nil) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if let patience {
                // A ready pipe takes PIPE_BUF without blocking, which is more than the lines that may not wait.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&entry, 1, patience) != 0 else { return EAGAIN }
            }
            let count = SystemCall.retrying {
                rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
            guard count <= 0 else {
                rest = rest.dropFirst(count)
                continue
            }
            let code = count < 0 ? errno : EIO
            guard code == EAGAIN else { return code }
            // It is a full pipe that another process has made non-blocking.
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&entry, 1, -1)
        }
        return 0
    }
}
