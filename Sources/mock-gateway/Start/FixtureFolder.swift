internal import FoundationEssentials
internal import Gateway

/// Reads a fixtures folder whole, once.
enum FixtureFolder {
    /// An answer is held in memory as a whole.
    private static let fileLimit = 16 << 20

    static func read(_ folder: String, for name: String) throws(StartError) -> [FixtureSet.File] {
        guard let isFolder = InputFile.isFolder(folder) else {
            throw StartError(.noInput, "\(name): \(folder) does not exist")
        }
        guard isFolder else { throw StartError(.noInput, "\(name): \(folder) is no folder") }
        return try read(folder, below: "", for: name)
    }

    private static func read(_ folder: String, below prefix: String, for name: String) throws(StartError) -> [FixtureSet
        .File]
    {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw StartError(.noInput, "\(name): \(folder) cannot be read")
        }
        var files: [FixtureSet.File] = []
        // Hidden files are an editor's or the system's.
        for entry in entries.sorted() where !entry.hasPrefix(".") {
            let path = folder + "/" + entry
            guard let isFolder = InputFile.isFolder(path) else { continue }
            if isFolder {
                files += try read(path, below: prefix + entry + "/", for: name)
            } else {
                files.append(
                    FixtureSet.File(
                        path: prefix + entry,
                        contents: try InputFile.readRegular(path, for: name, limit: fileLimit)
                    )
                )
            }
        }
        return files
    }
}
