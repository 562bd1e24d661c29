/// Reads the files that hold secrets, each of them once, and remembers what has to be said of their modes.
package struct SecretFiles: Sendable {
    /// Whether a file that others can read is refused.
    private let isStrict: Bool
    private var contents: [GivenOptions.Given: [UInt8]] = [:]
    /// One line for each file that others can read.
    private(set) var warnings: [String] = []

    /// - Parameter known: the files of an earlier reading, since a pipe gives its secret only once.
    init(isStrict: Bool, known: SecretFiles? = nil) {
        self.isStrict = isStrict
        contents = known?.contents ?? [:]
    }

    /// The bytes of the file that `given` names.
    mutating func read(_ given: GivenOptions.Given) throws(StartError) -> [UInt8] {
        if let known = contents[given] { return known }
        let (bytes, exposure) = try InputFile.readSecret(given.path, for: given.name)
        if let exposure {
            let problem = "\(given.name): \(given.path) \(exposure.text)"
            guard !isStrict else {
                let flag = ServeOption.strictKeyFile.flag
                throw StartError(.dataError, "\(problem); allowed by \(flag): \(FileExposure.wanted)")
            }
            warnings.append("\(problem); wanted: \(FileExposure.wanted)")
        }
        contents[given] = bytes
        return bytes
    }

    /// The one line of such a file, or the secret itself if it came in the environment.
    mutating func line(_ given: GivenOptions.Given) throws(StartError) -> [UInt8] {
        given.origin == .environment ? Array(given.value.utf8) : InputFile.line(try read(given))
    }
}
