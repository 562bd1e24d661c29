/// Whether a clock is as right as asked for.
package enum Verdict: String, Sendable, Hashable {
    /// Within the limit, wherever in its range the truth lies.
    case fine
    /// Beyond the limit, wherever in its range the truth lies.
    case skewed
    /// It could be either.
    case unknown

    /// - Parameter limit: still fine itself, either way.
    package init(_ lead: Lead, limit: Duration) {
        if lead.atMost <= limit {
            self = .fine
        } else if lead.least > limit || lead.most < .zero - limit {
            self = .skewed
        } else {
            self = .unknown
        }
    }
}
