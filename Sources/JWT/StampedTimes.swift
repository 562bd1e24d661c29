/// The times that a token states, in whole milliseconds since 1970, rounded down: for log, journal and events.
///
/// No token is judged by them: for that, see `Claims`.
package struct StampedTimes: Sendable, Hashable {
    /// No instant that a claim can mean is so early.
    private static let none = Int.min

    // They are plain numbers, since every entry of the journal has them.
    private let issued: Int
    private let valid: Int
    private let expires: Int

    package static let unknown = StampedTimes(issuedAt: nil, notBefore: nil, expiration: nil)

    package init(issuedAt: NumericDate?, notBefore: NumericDate?, expiration: NumericDate?) {
        issued = issuedAt?.milliseconds ?? Self.none
        valid = notBefore?.milliseconds ?? Self.none
        expires = expiration?.milliseconds ?? Self.none
    }

    package init(_ claims: borrowing Claims) {
        self.init(
            issuedAt: claims.issuedAt.instant,
            notBefore: claims.notBefore.instant,
            expiration: claims.expiration.instant
        )
    }

    /// Nil if the token does not have it, or if it is no number.
    package var issuedAt: Int? { issued == Self.none ? nil : issued }
    package var notBefore: Int? { valid == Self.none ? nil : valid }
    package var expiration: Int? { expires == Self.none ? nil : expires }
}
