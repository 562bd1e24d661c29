internal import Glibc
internal import JSON

/// A file that says that the gateway accepts connections, and at which address: for scripts that start it on port 0.
struct ReadyFile: Sendable {
    private let path: String
    private var temporaryPath: String { "\(path).\(getpid()).tmp" }

    /// Finds out early whether the file can be written.
    init(path: String) throws(StartError) {
        self.path = path
        guard InputFile.isFolder(path) != true else {
            throw StartError(.cannotCreate, "--ready-file: \(path) is a folder; allowed: a file")
        }
        // The file would replace what is there: a pipe with a reader, a link such as /dev/stdout, or /dev/null itself.
        guard InputFile.isRegularFile(path) != false else {
            throw StartError(.cannotCreate, "--ready-file: \(path) is no regular file; allowed: a file")
        }
        try write([], to: temporaryPath)
    }

    /// Removes the file of an earlier run; once this run has the port, it belongs to no other run.
    func removeOld() { unlink(path) }

    /// Puts the file in its place as a whole, so that half of it is never read.
    func publish(url: String, host: String, port: UInt16) throws(StartError) {
        let content: JSONValue = [
            "url": .string(url), "host": .string(host), "port": JSONValue(Int(port)), "pid": JSONValue(Int(getpid())),
        ]
        try write(content.serialized() + [UInt8(ascii: "\n")], to: temporaryPath)
        guard rename(temporaryPath, path) == 0 else { throw failure(errno) }
    }

    /// Gives up, because the start has failed: a file in the place belongs to another run.
    func abandon() { unlink(temporaryPath) }

    /// Removes the file, unless another run has put its own there.
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
