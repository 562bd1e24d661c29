internal import Glibc
internal import System

/// Files that the program is told to read at start, pipes such as `<(…)` included.
package enum InputFile {
    /// How many bytes a file may have, beyond all that is written by hand.
    static let standardLimit = 64 << 20

    /// - Parameter limit: in bytes; a larger file is refused, and no more than that is read of it.
    package static func read(
        _ path: String,
        for name: String,
        limit: Int = standardLimit
    ) throws(StartError) -> [UInt8] {
        try readSecret(path, for: name, limit: limit).bytes
    }

    /// Reads a file that may have been exchanged for something that never ends: only a regular file is read, and
    /// opening a pipe does not wait.
    package static func readRegular(
        _ path: String,
        for name: String,
        limit: Int = standardLimit
    ) throws(StartError) -> [UInt8] {
        try read(path, for: name, limit: limit, isRegular: true).bytes
    }

    /// Reads a file that only its owner should be able to read, and says whether others can.
    package static func readSecret(
        _ path: String,
        for name: String,
        limit: Int = standardLimit
    ) throws(StartError) -> (bytes: [UInt8], exposure: FileExposure?) {
        try read(path, for: name, limit: limit, isRegular: false)
    }

    private static func read(
        _ path: String,
        for name: String,
        limit: Int,
        isRegular: Bool
    ) throws(StartError) -> (bytes: [UInt8], exposure: FileExposure?) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isRegular ? O_NONBLOCK | O_NOCTTY : 0))
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "does not exist" : "cannot be read: \(String(cString: strerror(errno)))"
            throw StartError(.noInput, "\(name): \(path) \(reason)")
        }
        defer { close(descriptor) }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let exposure = isKnown ? FileExposure(status) : nil
        guard !isRegular || isKnown && status.st_mode & S_IFMT == S_IFREG else {
            throw StartError(.noInput, "\(name): \(path) is no regular file")
        }
        var contents: [UInt8] = []
        // A large file gets all of its memory at once: growing would leave the heap twice as large.
        if isKnown, status.st_mode & S_IFMT == S_IFREG {
            contents.reserveCapacity(Int(clamping: min(Int64(status.st_size), Int64(limit))) + 1)
        }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = SystemCall.retrying { Glibc.read(descriptor, &buffer, buffer.count) }
            guard count >= 0 else {
                throw StartError(.noInput, "\(name): \(path) cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { return (contents, exposure) }
            contents += buffer[..<count]
            guard contents.count <= limit else {
                throw StartError(.dataError, "\(name): \(path) has more than \(limit) bytes")
            }
        }
    }

    /// The one line of a file that holds a secret: its bytes less one final LF or CRLF.
    package static func line(_ contents: [UInt8]) -> [UInt8] {
        var bytes = contents
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return bytes
    }

    /// Whether `path` is itself a file, and no link to one; nil if nothing is there.
    static func isRegularFile(_ path: String) -> Bool? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether `path` leads to a folder, also by links, with which containers mount files; nil if nothing is there.
    static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }
}
