internal import Glibc
internal import JSON

/// Says, in a file, that the gateway accepts connections and where: for scripts that start it on port 0.
struct ReadyFile: Sendable {
    private let path: String
    private var temporaryPath: String { "\(path).\(getpid()).tmp" }

    /// Finds out early whether the place can be written.
    init(path: String) throws(StartError) {
        self.path = path
        guard InputFile.isFolder(path) != true else {
            throw StartError(.cannotCreate, "--ready-file: \(path) is a folder; allowed: a file")
        }
        // It would be replaced by one: a pipe that somebody listens at, a link such as /dev/stdout, /dev/null itself.
        guard InputFile.isRegularFile(path) != false else {
            throw StartError(.cannotCreate, "--ready-file: \(path) is no regular file; allowed: a file")
        }
        try write([], to: temporaryPath)
    }

    /// Takes away what an earlier run left behind; once the port is ours, nobody else's run can mean it.
    func removeOld() { unlink(path) }

    /// Puts the file in its place whole: nobody ever reads half of it.
    func publish(url: String, host: String, port: UInt16) throws(StartError) {
        let content: JSONValue = [
            "url": .string(url), "host": .string(host), "port": JSONValue(Int(port)), "pid": JSONValue(Int(getpid())),
        ]
        try write(content.serialized() + [UInt8(ascii: "\n")], to: temporaryPath)
        guard rename(temporaryPath, path) == 0 else { throw failure(errno) }
    }

    /// The start has failed: whatever stands there is somebody else's.
    func abandon() { unlink(temporaryPath) }

    /// Takes the file away, unless another run has put its own there.
    func remove() {
        guard let bytes = try? InputFile.read(path, for: "--ready-file"), let content = try? JSONParser.parse(bytes),
            content["pid"]?.number?.integer == Int(getpid())
        else { return }
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
