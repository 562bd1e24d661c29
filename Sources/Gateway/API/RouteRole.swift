internal import HTTPMessages

/// What a route does besides serving its fixture.
enum RouteRole: Sendable {
    case plain
    /// A token of the client itself cannot use it: the real service answers 400 `not.a.user`.
    case needsUser
    /// The token that asks is good no more.
    case revokesToken

    init(method: Method, folders: [String]) {
        switch (method, folders) {
        case (.get, ["api", "v2", "users", "me"]), (.patch, ["api", "v2", "users", "me"]): self = .needsUser
        case (.delete, ["api", "v2", "tokens", "me"]): self = .revokesToken
        default: self = .plain
        }
    }
}
