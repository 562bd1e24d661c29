internal import COpenSSL

/// Host names and addresses, as certificates tell them apart.
package enum HostName {
    /// Whether `text` is an IPv4 or IPv6 address, without brackets.
    package static func isAddress(_ text: String) -> Bool { addressBytes(text) != nil }

    /// Whether `text` is a name that a certificate can carry: labels of letters, digits and hyphens (RFC 1123 §2.1).
    package static func isName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy(isNameCharacter)
            }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// One address and its full mask, as name constraints are written.
    static func constraint(forAddress text: String) -> String {
        let isLong = addressBytes(text)?.count == 16
        let mask = isLong ? Array(repeating: "ffff", count: 8).joined(separator: ":") : "255.255.255.255"
        return "IP:\(text)/\(mask)"
    }

    private static func addressBytes(_ text: String) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let octets = a2i_IPADDRESS(text) else { return nil }
        defer { ASN1_OCTET_STRING_free(octets) }
        return [UInt8](repeating: 0, count: Int(ASN1_STRING_length(octets)))
    }
}
