internal import JWT
internal import Locking
internal import OpenSSL

/// Codes and refresh tokens, in use and spent.
///
/// Each works once; a full store forgets the oldest.
final class GrantStore: Sendable {
    private static let capacity = 100_000

    /// The result of redeeming a code or refresh token.
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

        /// - Returns: the grant after the change; nil if there is none that can be redeemed.
        mutating func change(_ key: String, _ body: (inout Grant) -> Void) -> Grant? { live.change(key, body) }

        /// Changes what is remembered of a spent grant.
        mutating func remember(_ grant: Grant, for key: String) { spent.insert(grant, for: key) }
    }

    private let codes = Mutex(Grants<AuthorizationCode>())
    private let refreshGrants = Mutex(Grants<RefreshGrant>())

    /// Keeps an authorization code, and returns the text that stands for it.
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

    /// Takes the code out if `isGood` says so; otherwise it stays for its owner.
    func redeemCode(_ key: String, if isGood: (AuthorizationCode) -> Bool) -> Redemption<AuthorizationCode> {
        codes.withLock { $0.redeem(key, if: isGood) }
    }

    /// The tokens that come after a refresh token.
    struct Rotation: Sendable {
        let grant: RefreshGrant
        let refreshToken: String
        /// The id of the access token that goes with it.
        let tokenID: String
    }

    /// Takes a refresh token out if `isGood` says so, and puts its successor in at once, so that no other request can
    /// come between the two.
    func rotateRefreshToken(
        _ key: String,
        at issuerNow: NumericDate,
        if isGood: (RefreshGrant) -> Bool
    ) -> (redemption: Redemption<RefreshGrant>, rotation: Rotation?) {
        let successor = Self.newKey()
        return refreshGrants.withLock { grants in
            let redemption = grants.redeem(key, if: isGood)
            guard case .good(var grant) = redemption else { return (redemption, nil) }
            var next = grant
            let tokenID = next.signIn.nextTokenID()
            next.expiresAt = issuerNow + RefreshGrant.lifetime
            grants.insert(next, for: successor)
            grant.successor = RefreshGrant.Successor(token: successor, since: issuerNow)
            grants.remember(grant, for: key)
            return (redemption, Rotation(grant: next, refreshToken: successor, tokenID: tokenID))
        }
    }

    /// The same successor once more, for a refresh token that is spent; nil if the successor can no longer be used.
    func repeatRotation(of grant: RefreshGrant) -> Rotation? {
        guard let token = grant.successor?.token else { return nil }
        return refreshGrants.withLock { grants in
            var tokenID = ""
            guard let next = grants.change(token, { tokenID = $0.signIn.nextTokenID() }) else { return nil }
            return Rotation(grant: next, refreshToken: token, tokenID: tokenID)
        }
    }

    /// Takes a refresh token out, whatever client it belongs to.
    func removeRefreshToken(_ key: String) -> RefreshGrant? { refreshGrants.withLock { $0.take(key) } }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func removeAll() -> any Sendable {
        let codes = codes.withLock { exchange(&$0, with: Grants()) }
        let refreshGrants = refreshGrants.withLock { exchange(&$0, with: Grants()) }
        return (codes, refreshGrants)
    }

    private static func newKey() -> String { Base64URL.encode(RandomBytes.make(32)) }
}
