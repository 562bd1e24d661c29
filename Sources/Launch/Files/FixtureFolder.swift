internal import Gateway
internal import Glibc
internal import Policy

/// Reads a fixtures folder whole, once.
enum FixtureFolder {
    /// How many bytes a file may have; an answer is held in memory as a whole.
    private static let fileLimit = 16 << 20

    static func read(_ folder: String, for name: String) throws(StartError) -> [FixtureSet.File] {
        guard let isFolder = InputFile.isFolder(folder) else {
            throw StartError(.noInput, "\(name): \(folder) does not exist")
        }
        guard isFolder else { throw StartError(.noInput, "\(name): \(folder) is no folder") }
        return try read(folder, below: "", for: name)
    }

    private static func read(
        _ folder: String,
        below prefix: String,
        for name: String
    ) throws(StartError) -> [FixtureSet.File] {
        var files: [FixtureSet.File] = []
        for entry in try entries(folder, for: name) {
            let path = folder + "/" + entry
            guard let isFolder = InputFile.isFolder(path) else {
                throw StartError(.noInput, "\(name): \(path) is a link that leads nowhere")
            }
            if isFolder {
                files += try read(path, below: prefix + entry + "/", for: name)
            } else {
                let contents = try InputFile.readRegular(path, for: name, limit: fileLimit)
                files.append(FixtureSet.File(path: prefix + entry, contents: contents))
            }
        }
        return files
    }

    /// The names in a folder, sorted; hidden files, which belong to an editor or the system, are left out.
    private static func entries(_ folder: String, for name: String) throws(StartError) -> [String] {
        guard let stream = opendir(folder) else {
            throw StartError(.noInput, "\(name): \(folder) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard bytes.first != UInt8(ascii: ".") else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let shown = Excerpt.of(String(decoding: bytes, as: UTF8.self))
                throw StartError(.dataError, "\(name): \(folder) has a file whose name is no UTF-8: \(shown)")
            }
            names.append(text)
        }
        return names.sorted()
    }
}
