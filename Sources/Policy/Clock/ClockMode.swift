package import JWT

/// What the issuer and the gateway both read: the system's time, or an instant that stands still until it is moved.
package enum ClockMode: Sendable, Hashable {
    case live
    case frozen(at: NumericDate)

    package var name: String {
        switch self {
        case .live: "live"
        case .frozen: "frozen"
        }
    }

    func now(trueNow: NumericDate) -> NumericDate {
        switch self {
        case .live: trueNow
        case .frozen(let instant): instant
        }
    }
}
