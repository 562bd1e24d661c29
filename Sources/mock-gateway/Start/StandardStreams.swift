internal import Glibc

/// Standard output and error as descriptors: unbuffered, and usable from any thread.
enum StandardStreams {
    /// What a command is run for: without it, nothing has succeeded.
    ///
    /// A reader that has gone away wants no more, which is no failure.
    static func writeOutput(_ text: String) throws(StartError) {
        let code = write(text, to: STDOUT_FILENO)
        guard code != 0, code != EPIPE else { return }
        throw StartError(.outputFailed, "standard output cannot be written: \(String(cString: strerror(code)))")
    }

    /// There is nobody left to be told of what fails here.
    static func writeError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// 0, or the `errno` of what kept a part of it from getting there.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count <= 0 else {
                rest = rest.dropFirst(count)
                continue
            }
            let code = count < 0 ? errno : EIO
            switch code {
            case EINTR: break
            case EAGAIN:
                // A pipe that somebody else has made non-blocking, and that is full.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
            default: return code
            }
        }
        return 0
    }
}
