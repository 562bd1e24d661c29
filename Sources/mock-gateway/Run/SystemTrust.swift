internal import Launch

/// The CAs that programs on this machine trust.
enum SystemTrust {
    private static let limit = 16 << 20
    private static let places = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine
    ]

    /// The CAs in PEM; nil if there are none.
    static func read() -> [UInt8]? { places.lazy.compactMap(read).first }

    /// The PEM file at `path`; nil if it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        guard !path.isEmpty, let bytes = try? InputFile.readRegular(path, for: path, limit: limit) else { return nil }
        return bytes
    }

    static func joined(_ bundle: [UInt8], _ authority: String) -> [UInt8] {
        let end: [UInt8] = bundle.isEmpty || bundle.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
        return bundle + end + Array(authority.utf8)
    }
}
