internal import HTTPMessages

/// The hosts that this gateway stands for: it answers for them as a proxy, and shows certificates for them.
package struct ServedNames: Sendable {
    /// The regions of the real service; each stands for its subdomains too.
    package static let regions = [
        "mypurecloud.com", "mypurecloud.ie", "mypurecloud.de", "mypurecloud.jp", "mypurecloud.com.au", "pure.cloud",
        "us-gov-pure.cloud", "eusc-pure.cloud",
    ]

    /// The words for them in a sentence.
    package static let text = "localhost, loopback addresses, the Genesys Cloud regions' domains, and --tls-name"

    private let others: Set<String>

    /// - Parameter others: exact names and addresses, IPv6 without brackets.
    package init(others: [String] = []) { self.others = Set(others.map { $0.lowercased() }) }

    /// - Parameter host: without port, in any case; an IPv6 address with or without brackets.
    package func contains(_ host: String) -> Bool {
        let name = host.lowercased().filter { $0 != "[" && $0 != "]" }
        return name == "localhost" || name.hasSuffix(".localhost") || Self.isLoopbackAddress(name)
            || Self.regions.contains { name == $0 || name.hasSuffix("." + $0) } || others.contains(name)
    }

    private static func isLoopbackAddress(_ name: String) -> Bool {
        if name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
