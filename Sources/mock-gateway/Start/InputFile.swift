#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Files that the program is told to read at start.
enum InputFile {
    static func read(_ path: String, for name: String) throws(StartError) -> [UInt8] {
        var isFolder = false
        guard exists(path, isFolder: &isFolder) else { throw StartError(.noInput, "\(name): \(path) does not exist") }
        guard !isFolder, let data = FileManager.default.contents(atPath: path) else {
            throw StartError(.noInput, "\(name): \(path) cannot be read")
        }
        return Array(data)
    }

    /// The one line of a file that holds a secret: its bytes less one final LF or CRLF.
    static func readSecret(_ path: String, for name: String) throws(StartError) -> [UInt8] {
        var bytes = try read(path, for: name)
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return bytes
    }

    static func exists(_ path: String, isFolder: inout Bool) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path))
        isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
        return attributes != nil
    }

    /// What a symbolic link stands for, which is how containers mount files.
    private static func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    /// `path`, which counts from `folder` unless it is absolute.
    static func path(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    }
}
