/// Whether a clock is as right as it has to be.
package enum Verdict: String, Sendable, Hashable {
    /// The clock is within the limit, wherever in its range the truth lies.
    case fine
    /// The clock is beyond the limit, wherever in its range the truth lies.
    case skewed
    /// Beyond the limit, unless the server's Date is one that it has kept for a while.
    case skewedOrCached = "skewed-or-cached"
    /// The clock could be either.
    case unknown

    /// - Parameter limit: the greatest lead, of either sign, that is still fine.
    package init(_ lead: Lead, limit: Duration) {
        let seen = Self.ofRange(lead, limit)
        let sure = Self.ofRange(lead.sure, limit)
        self =
            switch lead.origin {
            case .clock: seen
            case .keptDate: sure
            case .date: seen == .skewed && sure != .skewed ? .skewedOrCached : seen
            }
    }

    private static func ofRange(_ lead: Lead, _ limit: Duration) -> Verdict {
        if lead.atMost <= limit { return .fine }
        return lead.atLeast > limit ? .skewed : .unknown
    }
}
