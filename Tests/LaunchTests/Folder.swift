import FoundationEssentials
import Glibc
import Testing

/// An empty folder that goes with the value that has it.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "launch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func place(_ name: String) -> String { path + "/" + name }

    /// Puts a file there, and gives its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: place(name)))
        try #require(chmod(place(name), mode) == 0)
        return place(name)
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: place(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(_ name: String) throws -> UInt32 {
        var status = stat()
        try #require(stat(place(name), &status) == 0)
        return status.st_mode & 0o7777
    }

    var names: [String] { get throws { try Self.names(path) } }

    static func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}
