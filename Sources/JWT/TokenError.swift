internal import Durations

/// Why a token is refused; the first of its faults in the order of these cases.
package enum TokenError: Error, Sendable, Hashable {
    /// No token was sent.
    case missing
    /// Not three parts of strict base64url around two JSON objects.
    case malformed
    /// Not HS256, whatever else the header says.
    case algorithm
    /// The header names extensions that must be understood (RFC 7515 §4.1.11); none is.
    case crit
    case signature
    case claimMissing(String)
    /// The claim is of the wrong type, out of range, or there twice.
    case claimInvalid(String)
    /// `ahead` is how far the claim lies in the checking clock's future.
    ///
    /// `heals` is how long until the token is accepted; nil if it never is.
    case issuedInFuture(ahead: Duration, heals: Duration?)
    case notYetValid(ahead: Duration, heals: Duration?)
    /// `ago` is how far `exp` lies in the checking clock's past.
    case expired(ago: Duration)
    /// `ago` is how far `iat` lies in the checking clock's past.
    case tooOld(ago: Duration)
    /// The token is good in every other respect, but has been revoked.
    case revoked

    /// The kind of fault, by the word for it in logs, in the journal and in `X-Mock-Gateway-Reason`.
    package enum Reason: String, Sendable, CaseIterable {
        case missing, malformed, algorithm, crit, signature
        case claimMissing = "claim_missing"
        case claimInvalid = "claim_invalid"
        case issuedInFuture = "iat_in_future"
        case notYetValid = "nbf_in_future"
        case expired
        case tooOld = "iat_too_old"
        case revoked
    }

    package var kind: Reason {
        switch self {
        case .missing: .missing
        case .malformed: .malformed
        case .algorithm: .algorithm
        case .crit: .crit
        case .signature: .signature
        case .claimMissing: .claimMissing
        case .claimInvalid: .claimInvalid
        case .issuedInFuture: .issuedInFuture
        case .notYetValid: .notYetValid
        case .expired: .expired
        case .tooOld: .tooOld
        case .revoked: .revoked
        }
    }

    package var reason: String { kind.rawValue }

    /// The claim at fault, if the reason does not imply it.
    package var claim: String? {
        switch self {
        case .claimMissing(let name), .claimInvalid(let name): name
        default: nil
        }
    }

    /// In whole milliseconds, rounded up.
    package var aheadMilliseconds: Int? {
        switch self {
        case .issuedInFuture(let ahead, _), .notYetValid(let ahead, _): ahead.millisecondsRoundedUp
        default: nil
        }
    }

    /// In whole milliseconds, rounded up: a call that much later is the first that is accepted; nil if none ever is.
    package var healsMilliseconds: Int? {
        switch self {
        case .issuedInFuture(_, let heals), .notYetValid(_, let heals): heals?.millisecondsRoundedUp
        default: nil
        }
    }

    /// In whole milliseconds, rounded down.
    package var agoMilliseconds: Int? {
        switch self {
        case .expired(let ago), .tooOld(let ago): ago.millisecondsRoundedDown
        default: nil
        }
    }
}
