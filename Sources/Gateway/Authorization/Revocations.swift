internal import JWT
internal import Locking

/// Tokens that are no longer good, whatever they say: by their id, or by the sign-in that they came from.
final class Revocations: Sendable {
    /// How many are remembered; a full store forgets the oldest.
    private static let capacity = 100_000

    private static var store: OnceStore<Bool> { OnceStore(capacity: capacity) }

    private let keys = Mutex(store)
    private let count = Atomic<Int>(0)

    /// A token without an id is known by its signature.
    static func key(of token: VerifiedToken) -> String { token.claims.id ?? token.signature }

    /// Revokes one token, or all of a sign-in.
    func insert(_ key: String) {
        keys.withLock { keys in
            keys.insert(true, for: key)
            count.store(keys.count, ordering: .releasing)
        }
    }

    /// Whether the token is revoked; the question costs next to nothing while no token is.
    func contains(_ token: VerifiedToken) -> Bool {
        guard count.load(ordering: .acquiring) > 0 else { return false }
        let key = Self.key(of: token)
        return keys.withLock { $0.contains(key) || SignIn.id(ofToken: key).map($0.contains) ?? false }
    }

    func contains(_ signIn: SignIn) -> Bool {
        guard count.load(ordering: .acquiring) > 0 else { return false }
        return keys.withLock { $0.contains(signIn.id) }
    }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func removeAll() -> any Sendable {
        keys.withLock { keys in
            count.store(0, ordering: .releasing)
            return exchange(&keys, with: Self.store)
        }
    }
}
