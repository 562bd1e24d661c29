internal import HTTPMessages

/// What an `http://` or `https://` address names.
package struct HTTPTarget: Sendable, Hashable {
    package let isSecure: Bool
    /// The host without brackets.
    package let host: String
    package let port: UInt16
    /// Host and port as they stand in the address.
    package let authority: String
    /// Path and query.
    package let path: String

    /// Nil if `url` is no http or https address with a host, or has bytes that no request may carry.
    package init?(url: String) {
        guard let (scheme, rest) = Self.split(url, at: "://") else { return nil }
        switch scheme.lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: return nil
        }
        let address = rest.prefix { $0 != "#" }
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        authority = String(address.prefix { $0 != "/" && $0 != "?" })
        guard Authority.isValid(Array(authority.utf8).span, portRequired: false) else { return nil }
        let path = address.dropFirst(authority.count)
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
        guard let parts = HostAndPort(authority, defaultPort: isSecure ? 443 : 80) else { return nil }
        host = parts.host
        port = parts.port
    }

    private static func split(_ text: String, at separator: String) -> (Substring, Substring)? {
        guard let range = text.firstRange(of: separator) else { return nil }
        return (text[..<range.lowerBound], text[range.upperBound...])
    }
}
