internal import HTTPMessages

/// A path of the login side, without its prefix.
enum LoginPlace: Sendable {
    case token, authorize, logout

    /// Nil if there is nothing at this path.
    init?(_ path: Span<UInt8>) {
        // The first is what nearly every request asks for.
        if path.isEqual(to: "/oauth/token") {
            self = .token
        } else if path.isEqual(to: "/oauth/authorize") {
            self = .authorize
        } else if path.isEqual(to: "/logout") {
            self = .logout
        } else {
            return nil
        }
    }

    func takes(_ method: Method) -> Bool {
        switch method {
        case .post: self != .logout
        // HEAD is answered wherever GET is (RFC 9110 §9.3.2).
        case .get, .head: self != .token
        default: false
        }
    }

    /// The methods that a refusal of another one names.
    var methods: [Method] {
        switch self {
        case .token: [.post]
        case .authorize: [.get, .post]
        case .logout: [.get]
        }
    }
}
