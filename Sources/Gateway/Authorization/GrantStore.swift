internal import JWT
internal import Locking
internal import OpenSSL

/// Codes and refresh tokens, in use and spent.
///
/// Each works once; a full store forgets its oldest.
final class GrantStore: Sendable {
    private static let capacity = 100_000

    /// What becomes of one that is to be redeemed.
    enum Redemption<Grant: Sendable>: Sendable {
        case good(Grant)
        /// It has been redeemed before.
        case spent(Grant)
        case unknown
    }

    private struct Grants<Grant: Sendable>: Sendable {
        private var live = OnceStore<Grant>(capacity: capacity)
        private var spent = OnceStore<Grant>(capacity: capacity)

        mutating func insert(_ grant: Grant, for key: String) { live.insert(grant, for: key) }

        mutating func redeem(_ key: String, if isGood: (Grant) -> Bool) -> Redemption<Grant> {
            if let grant = live.take(key, if: isGood) {
                spent.insert(grant, for: key)
                return .good(grant)
            }
            return spent[key].map { .spent($0) } ?? .unknown
        }

        mutating func take(_ key: String) -> Grant? { live.take(key) }
    }

    private let codes = Mutex(Grants<AuthorizationCode>())
    private let refreshGrants = Mutex(Grants<RefreshGrant>())

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
    func redeemCode(_ key: String, if isGood: (AuthorizationCode) -> Bool) -> Redemption<AuthorizationCode> {
        codes.withLock { $0.redeem(key, if: isGood) }
    }

    func redeemRefreshToken(_ key: String, if isGood: (RefreshGrant) -> Bool) -> Redemption<RefreshGrant> {
        refreshGrants.withLock { $0.redeem(key, if: isGood) }
    }

    /// Takes a refresh token out, whoever it belongs to.
    func removeRefreshToken(_ key: String) -> RefreshGrant? { refreshGrants.withLock { $0.take(key) } }

    func removeAll() {
        codes.withLock { $0 = Grants() }
        refreshGrants.withLock { $0 = Grants() }
    }

    private static func newKey() -> String { Base64URL.encode(RandomBytes.make(32)) }
}
