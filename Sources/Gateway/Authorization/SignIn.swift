internal import Policy

/// One sign-in of a user, which all tokens have in common that come from it by one refresh after the other.
///
/// A token's id is the sign-in's and a number, so that all of them can be recognized, and revoked, without being
/// remembered.
struct SignIn: Sendable, Hashable {
    let id: String
    /// How many access tokens there have been so far.
    private var count = 0

    init(id: String = UUID.random().text) { self.id = id }

    mutating func nextTokenID() -> String {
        count += 1
        return "\(id).\(count)"
    }

    static func id(ofToken tokenID: String) -> String? {
        tokenID.lastIndex(of: ".").map { String(tokenID[..<$0]) }
    }
}
