package import Definition

/// An API definition in a file.
package enum DefinitionFile {
    /// How many bytes it may have; the vendor's has 20 MB.
    private static let limit = 256 << 20

    /// - Parameter name: the name of the option that named the file.
    package static func read(_ path: String, for name: String) throws(StartError) -> APIDefinition {
        let text = try InputFile.read(path, for: name, limit: limit)
        do throws(DefinitionError) {
            return try APIDefinition.read(text)
        } catch {
            throw StartError(.dataError, "\(name): \(path): \(error)")
        }
    }
}
