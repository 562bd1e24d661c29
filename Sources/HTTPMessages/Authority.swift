/// Host and optional port (RFC 3986 §3.2), as the Host field and absolute targets carry them.
///
/// No user information: RFC 9110 §4.2.4 has recipients treat it as an error.
package enum Authority {
    package static func isValid(_ bytes: Span<UInt8>, portRequired: Bool) -> Bool {
        guard let hostEnd = hostEnd(bytes) else { return false }
        if hostEnd == bytes.count { return !portRequired }
        guard bytes[hostEnd] == UInt8(ascii: ":") else { return false }
        let port = bytes.extracting((hostEnd + 1)..<bytes.count)
        guard port.count <= 5, !(portRequired && port.count == 0) else { return false }
        for index in 0..<port.count where !port[index].isDigit { return false }
        return true
    }

    /// The host without port; an IPv6 literal keeps its brackets.
    @_lifetime(copy bytes)
    package static func host(of bytes: Span<UInt8>) -> Span<UInt8> {
        bytes.extracting(0..<(hostEnd(bytes) ?? 0))
    }

    private static func hostEnd(_ bytes: Span<UInt8>) -> Int? {
        if bytes.count > 0, bytes[0] == UInt8(ascii: "[") {
            for index in 1..<bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "]"): return index > 1 ? index + 1 : nil
                case let byte where byte.hexadecimalValue != nil: continue
                case UInt8(ascii: ":"), UInt8(ascii: "."): continue
                default: return nil
                }
            }
            return nil
        }
        var end = 0
        while end < bytes.count, bytes[end] != UInt8(ascii: ":") {
            guard isRegisteredNameCharacter(bytes[end]) else { return nil }
            end += 1
        }
        return end
    }

    private static func isRegisteredNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
