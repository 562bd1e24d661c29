internal import Glibc
internal import Launch
internal import System

/// What the gateway of a `run` logs: written to a file, or kept for the case that the command fails.
struct GatewayLog: Sendable {
    /// How many bytes are kept.
    private static let kept = 256 << 10

    /// The descriptor to read from; -1 once the gateway has closed its end.
    private(set) var descriptor: Int32
    private let file: Int32?
    private var recent = RecentLog(capacity: kept)

    /// - Parameters:
    ///   - descriptor: the end of a pipe to read from.
    ///   - path: the path of the file; nil to keep the log.
    init(_ descriptor: Int32, path: String?) throws(StartError) {
        self.descriptor = descriptor
        guard let path else {
            file = nil
            return
        }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw StartError(
                .cannotCreate,
                "--log-file: \(path) cannot be written: \(String(cString: strerror(errno)))"
            )
        }
        self.file = file
    }

    /// Takes the bytes that are there; to be called once the pipe is readable.
    mutating func take() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = SystemCall.retrying { read(descriptor, &buffer, buffer.count) }
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else {
            close(descriptor)
            descriptor = -1
            return
        }
        recent.append(buffer[..<count])
        guard let file else { return }
        var rest = buffer[..<count]
        while !rest.isEmpty {
            let written = SystemCall.retrying {
                rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            }
            // A full disk is no reason to stop.
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// The log, which may explain the command's failure; nil if it is in a file, or empty.
    var toShow: String? {
        let text = recent.text
        return file == nil && !text.isEmpty ? text : nil
    }

    /// What the gateway said, whether it is in a file or not.
    var text: String { recent.text }
}
