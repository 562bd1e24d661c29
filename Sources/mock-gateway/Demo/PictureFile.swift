internal import Glibc
internal import HTTPServer

/// The file that a picture goes to, opened before the work that the picture shows.
struct PictureFile: ~Copyable {
    private let path: String
    private let descriptor: Descriptor
    private let isNew: Bool

    init(path: String) throws(StartError) {
        self.path = path
        let isNew = access(path, F_OK) != 0
        do throws(SystemError) {
            descriptor = try Descriptor(adopting: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), from: "open")
        } catch {
            throw Self.failure(path, error.reason)
        }
        self.isNew = isNew
    }

    /// Replaces what was there.
    func write(_ text: String) throws(StartError) {
        // A device or a pipe has no length.
        _ = ftruncate(descriptor.number, 0)
        let code = StandardStreams.write(text, to: descriptor.number)
        guard code == 0 else { throw Self.failure(path, String(cString: strerror(code))) }
    }

    /// Leaves nothing behind that was not there.
    func abandon() { if isNew { unlink(path) } }

    private static func failure(_ path: String, _ reason: String) -> StartError {
        StartError(.cannotCreate, "--svg: \(path) cannot be written: \(reason)")
    }
}
