internal import Glibc

/// What distinguishes host names from addresses in certificates.
package enum HostName {
    /// Whether `text` is an IPv4 or IPv6 address, without brackets.
    package static func isAddress(_ text: String) -> Bool { canonicalAddress(text) != nil }

    /// The one usual spelling of an address; nil if `text` is none.
    package static func canonicalAddress(_ text: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 16)
        for family in [AF_INET, AF_INET6] where inet_pton(family, text, &bytes) == 1 {
            var spelling = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, bytes, &spelling, socklen_t(spelling.count)) != nil else { return nil }
            return String(decoding: spelling.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return nil
    }

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
        let isLong = text.contains(":")
        let mask = isLong ? Array(repeating: "ffff", count: 8).joined(separator: ":") : "255.255.255.255"
        return "IP:\(text)/\(mask)"
    }
}
