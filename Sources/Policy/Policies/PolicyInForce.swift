package import JWT

/// A policy that does not change any more: what requests share, so that each of them has one reference to pay for.
package final class PolicyInForce: Sendable {
    package let policy: Policy
    // What every request asks for, apart from the rest, which would be copied with it.
    package let settings: Settings
    package let rules: TokenRules
    package let rateLimit: RateLimit?
    /// Whether the gateway consists of several machines.
    package let hasNodes: Bool
    package let allowsCredentials: Bool
    /// What is remembered of a request.
    package let journalDetail: JournalDetail
    package let permissions: PermissionSet?
    /// The client that has a policy of its own; nil where the global one holds.
    package let owner: String?
    private let constantOffset: Duration?

    init(_ policy: Policy) {
        self.policy = policy
        settings = policy.settings
        rules = TokenRules(policy.settings.validator, tolerance: policy.settings.effectiveTolerance)
        rateLimit = policy.settings.rateLimit
        hasNodes = policy.settings.nodes != nil
        allowsCredentials = policy.settings.corsCredentials
        journalDetail = policy.settings.journalDetail
        permissions = policy.permissions
        owner = policy.owner
        constantOffset = policy.skews.constantOffset
    }

    package func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        guard let constantOffset else { return policy.moment(trueNow: trueNow, node: node) }
        let now = policy.clock.now(trueNow)
        return Moment(trueNow: trueNow, clockNow: now, offset: constantOffset, node: node)
    }
}
