internal import Gateway
package import OpenSSL

/// The signing key of commands that need no gateway.
package enum OfflineKey {
    /// The key from `--key-file`, or from the environment; nil if there is neither.
    package static func read(file: String?, environment: [String: String]) throws -> HMACSHA256? {
        let variable = ServeOption.signingKeyFile.variable
        let bytes: [UInt8]
        let name: String
        if let file {
            (bytes, name) = (try InputFile.line(InputFile.read(file, for: "--key-file")), "--key-file")
        } else if let value = environment[variable], !value.isEmpty {
            (bytes, name) = (Array(value.utf8), variable)
        } else {
            return nil
        }
        guard bytes.count >= 32 else {
            throw StartError(.dataError, "\(name): the key has \(bytes.count) bytes; allowed: 32 or more")
        }
        return HMACSHA256(key: bytes)
    }
}
