package import JWT

/// A policy that no longer changes: requests share it, so that each of them pays for one reference only.
package final class PolicyInForce: Sendable {
    // What every request asks for stands by itself, so that the rest is not copied with it, and comes first: with ten
    // thousand clients, each line of the processor's caches counts.
    package let rules: TokenRules
    /// Whether the gateway consists of several machines.
    package let hasNodes: Bool
    package let allowsCredentials: Bool
    package let hasRateLimit: Bool
    /// What is remembered of a request.
    package let journalDetail: JournalDetail
    private let mode: ClockMode
    private let constantOffset: Duration?
    /// Which `METHOD@variant.json` is served, if there is one.
    package let variant: String?
    package let permissions: PermissionSet?
    package let rateLimit: RateLimit?
    /// The client whose own policy it is; nil if it is the global one.
    package let owner: String?
    package let settings: Settings
    package let policy: Policy

    /// - Parameter known: the rules of another client, which are shared if they are the same.
    init(_ policy: Policy, sharing known: TokenRules? = nil) {
        self.policy = policy
        settings = policy.settings
        rules = TokenRules.of(policy.settings.validator, policy.settings.effectiveTolerance, sharing: known)
        hasRateLimit = policy.settings.rateLimit != nil
        rateLimit = policy.settings.rateLimit
        hasNodes = policy.settings.nodes != nil
        allowsCredentials = policy.settings.corsCredentials
        journalDetail = policy.settings.journalDetail
        variant = policy.variant
        permissions = policy.permissions
        owner = policy.owner
        mode = policy.clock.mode
        constantOffset = policy.skews.constantOffset
    }

    package func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        guard let constantOffset else { return policy.moment(trueNow: trueNow, node: node) }
        return Moment(trueNow: trueNow, clockNow: mode.now(trueNow: trueNow), offset: constantOffset, node: node)
    }
}
