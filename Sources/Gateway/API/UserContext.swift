internal import HTTPMessages

/// Routes that a token of the client itself cannot use: the real service answers 400 `not.a.user`.
enum UserContext {
    private static let routes: [(Method, [String])] = [
        (.get, ["api", "v2", "users", "me"]),
        (.patch, ["api", "v2", "users", "me"]),
    ]

    static func isRequired(method: Method, folders: [String]) -> Bool {
        routes.contains { $0.0 == method && $0.1 == folders }
    }
}
