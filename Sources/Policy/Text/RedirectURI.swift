internal import HTTPMessages

/// An address that a browser is sent back to.
package enum RedirectURI {
    /// Whether it is absolute and without fragment (RFC 6749 §3.1.2).
    ///
    /// It has to be visible ASCII, since it goes into a field, and nothing that a browser would run.
    package static func isGood(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first, text.utf8.count <= 2048 else {
            return false
        }
        let scheme = text[..<colon].utf8
        if ["javascript", "data", "vbscript"].contains(text[..<colon].lowercased()) { return false }
        return (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
            && scheme.allSatisfy { $0.isTokenCharacter } && text.index(after: colon) < text.endIndex
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }
}
