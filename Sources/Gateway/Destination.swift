internal import HTTPMessages
internal import Policy

/// The part of the gateway to which a path leads, by its spelling alone.
struct Destination: Sendable {
    enum Area: Sendable {
        case root
        case control
        case login
        case api
        case nowhere
    }

    let area: Area
    /// How many bytes of the path are a prefix.
    let prefixCount: Int

    /// - Parameter path: decoded once, and good.
    init(_ path: Span<UInt8>, _ gateway: Gateway) {
        guard path.count > 1 else {
            area = .root
            prefixCount = 0
            return
        }
        guard !path.isUnder("/__admin") else {
            area = .control
            prefixCount = 0
            return
        }
        let login = Self.loginPath(path, gateway)
        let api = Self.apiPath(path, gateway)
        if Self.isLogin(login) {
            area = .login
            prefixCount = path.count - login.count
        } else {
            area = api.isUnder("/api") ? .api : .nowhere
            prefixCount = path.count - api.count
        }
    }

    /// The path without the login prefix, if that stands in front of a path of the login side.
    ///
    /// Otherwise the prefix is part of the path: `/oauth/token` means itself even if `/oauth` is the prefix.
    @_lifetime(copy path)
    static func loginPath(_ path: Span<UInt8>, _ gateway: Gateway) -> Span<UInt8> {
        let rest = path.removingPrefix(gateway.loginPrefix)
        return isLogin(rest) ? rest : path
    }

    /// The path without the API prefix, if that stands in front of a path of the API.
    @_lifetime(copy path)
    private static func apiPath(_ path: Span<UInt8>, _ gateway: Gateway) -> Span<UInt8> {
        let rest = path.removingPrefix(gateway.apiPrefix)
        return rest.isUnder("/api") ? rest : path
    }

    /// Whether `path`, without the login prefix, belongs to the login side.
    static func isLogin(_ path: Span<UInt8>) -> Bool { path.isUnder("/oauth") || path.isEqual(to: "/logout") }
}

/// The good path without escapes that came last, with what is known of it: clients ask for the same one again and
/// again.
struct RecentPath: ~Copyable {
    private(set) var bytes: [UInt8] = []
    /// The path as log and journal tell it.
    private(set) var text = ""
    private(set) var destination: Destination?

    /// What was found out about `path`, if it is the one that came last.
    func destination(of path: Span<UInt8>) -> Destination? { path.isEqual(to: bytes) ? destination : nil }

    mutating func remember(_ path: Span<UInt8>, _ destination: Destination) {
        bytes = path.array
        text = SecretMask.path(path)
        self.destination = destination
    }
}

/// The path and query that came last, as the journal tells them: clients ask for the same ones again and again.
struct RecentTarget: ~Copyable {
    private var path = ""
    private var query: [UInt8] = []
    private var text = ""

    /// - Parameter path: masked already.
    mutating func text(_ path: String, query: Span<UInt8>) -> String? {
        guard query.count > 0 else { return nil }
        if query.isEqual(to: self.query), path.isIdentical(to: self.path) { return text }
        self.path = path
        self.query = query.array
        text = SecretMask.target(path, query: query)
        return text
    }
}
