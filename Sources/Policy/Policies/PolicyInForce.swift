package import JWT

/// A policy that no longer changes: requests share it, so that each of them pays for one reference only.
package final class PolicyInForce: Sendable {
    package let policy: Policy
    // What every request asks for stands by itself, so that the rest is not copied with it.
    package let settings: Settings
    package let rules: TokenRules
    package let rateLimit: RateLimit?
    /// Whether the gateway consists of several machines.
    package let hasNodes: Bool
    package let allowsCredentials: Bool
    /// What is remembered of a request.
    package let journalDetail: JournalDetail
    package let permissions: PermissionSet?
    /// The client whose own policy it is; nil if it is the global one.
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
