/// The unit that an issuer's timestamps are rounded to.
package enum TimestampPrecision: String, Sendable, Hashable, CaseIterable {
    case milliseconds, seconds

    var duration: Duration {
        switch self {
        case .milliseconds: .milliseconds(1)
        case .seconds: .seconds(1)
        }
    }
}
