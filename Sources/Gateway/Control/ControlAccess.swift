internal import HTTPMessages
internal import OpenSSL

/// Who may use the control interface.
package enum ControlAccess: Sendable {
    /// On a loopback address: requests for one of these hosts, in lower case, IPv6 in brackets.
    case hosts([String])
    /// Elsewhere, or if one was given: requests with this token.
    case token(String)

    /// The names to which every loopback gateway answers.
    package static let loopbackHosts = ["localhost", "127.0.0.1", "[::1]"]

    enum Verdict: Sendable, Hashable {
        case granted
        case unauthorized
        case forbidden(String)
    }

    /// Keeps out other sites' pages and names that were made to point here (DNS rebinding).
    func judge(_ request: Request) -> Verdict {
        if let site = request.value(of: .secFetchSite) {
            guard request.count(of: .secFetchSite) == 1, site.isEqual(to: "none") || site.isEqual(to: "same-origin")
            else { return .forbidden("a page of another site asks (Sec-Fetch-Site)") }
        }
        if let origin = request.value(of: .origin) {
            guard request.count(of: .origin) == 1, let authority = request.authority,
                Self.isSame(origin, scheme: request.isHTTPS ? "https://" : "http://", authority: authority)
            else { return .forbidden("a page of another site asks (Origin)") }
        }
        switch self {
        case .hosts(let hosts):
            guard let authority = request.authority else { return .forbidden("there is no Host") }
            let host = Authority.host(of: authority).text.lowercased()
            return hosts.contains(host)
                ? .granted
                : .forbidden("the host \(host) is not the gateway's; allowed: \(hosts.joined(separator: ", "))")
        case .token(let token):
            guard let value = request.value(of: .authorization), request.count(of: .authorization) == 1,
                value.count > 7, value.extracting(0..<7).isEqualIgnoringCase(to: "bearer ")
            else { return .unauthorized }
            let given = value.extracting(7..<value.count).trimmingWhitespace()
            // The hashes have one length, so that the comparison does not tell how long the token is.
            return constantTimeEqual(SHA256.hash(given.array).span, SHA256.hash(Array(token.utf8)).span)
                ? .granted : .unauthorized
        }
    }

    /// Whether `origin` is this scheme, host and port (RFC 6454 §6.2); `null` never is.
    private static func isSame(_ origin: Span<UInt8>, scheme: StaticString, authority: Span<UInt8>) -> Bool {
        let start = scheme.utf8CodeUnitCount
        guard origin.count == authority.count + start, origin.extracting(0..<start).isEqualIgnoringCase(to: scheme)
        else {
            return false
        }
        for index in 0..<authority.count where origin[index + start].lowercased != authority[index].lowercased {
            return false
        }
        return true
    }
}
