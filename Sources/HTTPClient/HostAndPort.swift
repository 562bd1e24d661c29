/// `HOST`, `HOST:PORT`, `[IPV6]:PORT`, or a bare IPv6 address.
package struct HostAndPort: Sendable, Hashable {
    /// The host without brackets.
    package let host: String
    package let port: UInt16

    /// Nil if `text` is none of these.
    package init?(_ text: String, defaultPort: UInt16) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }) else { return nil }
        var host = text[...]
        var rest: Substring = ""
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            rest = text[colon...]
        }
        guard !host.isEmpty, !host.contains("["), !host.contains("]"), !host.contains("@") else { return nil }
        self.host = String(host)
        guard !rest.isEmpty else {
            port = defaultPort
            return
        }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        self.port = port
    }
}
