internal import JWT
internal import OpenSSL
internal import Synchronization

/// An authorization code that has been given out (RFC 6749 §4.1.2).
struct AuthorizationCode: Sendable, Hashable {
    static let lifetime = Duration.seconds(300)

    /// Nil lets any client redeem it.
    var client: String?
    /// Nil matches any.
    var redirectURI: String?
    /// Of PKCE's S256 (RFC 7636 §4.2); nil asks for no particular verifier.
    var codeChallenge: String?
    /// On the issuer's clock.
    var expiresAt: NumericDate
}

/// What a refresh token stands for.
struct RefreshGrant: Sendable, Hashable {
    static let lifetime = Duration.seconds(30 * 86_400)

    var client: String
    var subject: String
    /// Got by PKCE without a secret: it refreshes with `client_id` in the form.
    var isPublic: Bool
    /// On the issuer's clock.
    var expiresAt: NumericDate
}

/// Codes and refresh tokens in use.
///
/// Each works once; a full store forgets its oldest.
final class GrantStore: Sendable {
    private let codes = Mutex(OnceStore<AuthorizationCode>(capacity: 100_000))
    private let refreshGrants = Mutex(OnceStore<RefreshGrant>(capacity: 100_000))

    /// The code for `grant`.
    func insert(_ code: AuthorizationCode) -> String {
        let key = Self.newKey()
        codes.withLock { $0.insert(code, for: key) }
        return key
    }

    func insert(_ grant: RefreshGrant) -> String {
        let key = Self.newKey()
        refreshGrants.withLock { $0.insert(grant, for: key) }
        return key
    }

    /// Takes the code out if `isGood` says so; one that is not stays for whoever it belongs to.
    func redeemCode(_ key: String, if isGood: (AuthorizationCode) -> Bool) -> AuthorizationCode? {
        codes.withLock { $0.take(key, if: isGood) }
    }

    func redeemRefreshToken(_ key: String, if isGood: (RefreshGrant) -> Bool) -> RefreshGrant? {
        refreshGrants.withLock { $0.take(key, if: isGood) }
    }

    func removeAll() {
        codes.withLock { $0.removeAll() }
        refreshGrants.withLock { $0.removeAll() }
    }

    private static func newKey() -> String { Base64URL.encode(RandomBytes.make(32)) }
}

/// Values that are taken out once, at most `capacity` of them.
struct OnceStore<Value: Sendable>: Sendable {
    private let capacity: Int
    private var values: [[UInt8]: Value] = [:]
    /// Keys in order of their coming, some of which may be gone.
    private var order: [[UInt8]] = []
    private var oldest = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { values.count }

    mutating func insert(_ value: Value, for key: String) {
        values[Array(key.utf8)] = value
        order.append(Array(key.utf8))
        while values.count > capacity {
            values[order[oldest]] = nil
            oldest += 1
        }
        compact()
    }

    mutating func take(_ key: String, if isGood: (Value) -> Bool) -> Value? {
        let key = Array(key.utf8)
        guard let value = values[key], isGood(value) else { return nil }
        values[key] = nil
        return value
    }

    mutating func removeAll() {
        values = [:]
        order = []
        oldest = 0
    }

    /// Once most of the order is gone; amortised, an insertion costs the same however many came before.
    private mutating func compact() {
        guard order.count > 2 * values.count + 1024 else { return }
        order = order[oldest...].filter { values[$0] != nil }
        oldest = 0
    }
}
