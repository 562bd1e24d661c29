internal import Glibc
internal import HTTPServer
internal import Launch
internal import System

/// The file that a picture goes to, which is tried before the work that the picture shows.
///
/// A file is there whole or as it was before: the picture is written beside it and then moved into its place.
struct PictureFile: ~Copyable {
    private enum Place: ~Copyable {
        /// A pipe or a device, for example: no file can be moved into its place.
        case stream(Descriptor)
        case file(FilePlace)
    }

    /// The place of a file that exists or is to be made, behind all links.
    private struct FilePlace: Sendable {
        let target: String
        /// The permissions of the file that is there.
        let permissions: mode_t?
        var temporaryPath: String { "\(target).\(getpid()).tmp" }
    }

    private let path: String
    private let place: Place

    init(path: String) throws(StartError) {
        place = try Self.place(path)
        self.path = path
    }

    private static func place(_ path: String) throws(StartError) -> Place {
        var status = stat()
        let isThere = stat(path, &status) == 0
        guard isThere || (errno == ENOENT && !path.isEmpty) else { throw failure(path, errno) }
        guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
            return .stream(try open(path, O_WRONLY, for: path))
        }
        // A user who may not write it may not replace it either.
        guard !isThere || access(path, W_OK) == 0 else { throw failure(path, errno) }
        let place = FilePlace(target: resolved(path), permissions: isThere ? status.st_mode & 0o777 : nil)
        // The file is tried and removed again, so that none is left behind, however the work ends.
        _ = try makeTemporary(place, for: path)
        unlink(place.temporaryPath)
        return .file(place)
    }

    /// Replaces what was there.
    func write(_ text: String) throws(StartError) {
        let code =
            switch place {
            case .stream(let descriptor): StandardStreams.write(text, to: descriptor.number)
            case .file(let place): try Self.replace(place, by: text, for: path)
            }
        guard code == 0 else { throw Self.failure(path, code) }
    }

    /// Replaces the file; returns 0, or the `errno` of what failed.
    private static func replace(_ place: FilePlace, by text: String, for given: String) throws(StartError) -> Int32 {
        let file = try makeTemporary(place, for: given)
        var code = StandardStreams.write(text, to: file.number)
        if code == 0, let permissions = place.permissions, fchmod(file.number, permissions) != 0 { code = errno }
        if code == 0, rename(place.temporaryPath, place.target) != 0 { code = errno }
        if code != 0 { unlink(place.temporaryPath) }
        return code
    }

    private static func makeTemporary(_ place: FilePlace, for given: String) throws(StartError) -> Descriptor {
        try open(place.temporaryPath, O_WRONLY | O_CREAT | O_EXCL, for: given)
    }

    private static func open(_ path: String, _ flags: Int32, for given: String) throws(StartError) -> Descriptor {
        do throws(SystemError) {
            return try Descriptor(adopting: Glibc.open(path, flags | O_CLOEXEC, 0o644), from: "open")
        } catch {
            throw failure(given, error.errno)
        }
    }

    /// The path that a link leads to, whether a file is there or not.
    private static func resolved(_ path: String) -> String {
        var path = path
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        // The kernel follows as many links as this.
        for _ in 0..<40 {
            let count = readlink(path, &buffer, buffer.count)
            guard count > 0 else { break }
            let link = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            path = link.hasPrefix("/") ? link : folder + link
        }
        return path
    }

    private static func failure(_ path: String, _ code: Int32) -> StartError {
        StartError(.cannotCreate, "--svg: \(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
