internal import Glibc
internal import JSON

/// Says, in a file, that the gateway accepts connections and where: for scripts that start it on port 0.
struct ReadyFile: Sendable {
    private let path: String
    private var temporaryPath: String { "\(path).\(getpid()).tmp" }

    /// Takes away what an earlier run left behind, and finds out early whether the place can be written.
    init(path: String) throws(StartError) {
        self.path = path
        try write([], to: temporaryPath)
        unlink(path)
    }

    /// Puts the file in its place whole: nobody ever reads half of it.
    func publish(url: String, host: String, port: UInt16) throws(StartError) {
        let content: JSONValue = [
            "url": .string(url), "host": .string(host), "port": JSONValue(Int(port)), "pid": JSONValue(Int(getpid())),
        ]
        try write(content.serialized() + [UInt8(ascii: "\n")], to: temporaryPath)
        guard rename(temporaryPath, path) == 0 else { throw failure(errno) }
    }

    func remove() {
        unlink(temporaryPath)
        unlink(path)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(StartError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw failure(errno) }
    }

    private func failure(_ code: Int32) -> StartError {
        StartError(.cannotCreate, "--ready-file: \(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
