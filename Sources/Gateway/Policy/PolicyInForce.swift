internal import JWT

/// A policy that does not change any more: what requests share, so that each of them has one reference to pay for.
final class PolicyInForce: Sendable {
    let policy: Policy
    // What every request asks for, apart from the rest, which would be copied with it.
    let rules: TokenRules
    let rateLimit: RateLimit?
    /// Whether the gateway consists of several machines.
    let hasNodes: Bool
    let allowsCredentials: Bool
    /// What is remembered of a request.
    let journalDetail: JournalDetail
    let permissions: PermissionSet?
    /// The client that has a policy of its own; nil where the global one holds.
    let owner: String?
    private let constantOffset: Duration?

    init(_ policy: Policy) {
        self.policy = policy
        rules = TokenRules(policy.settings.validator, tolerance: policy.settings.effectiveTolerance)
        rateLimit = policy.settings.rateLimit
        hasNodes = policy.settings.nodes != nil
        allowsCredentials = policy.settings.corsCredentials
        journalDetail = policy.settings.journalDetail
        permissions = policy.permissions
        owner = policy.owner
        constantOffset = policy.skews.constantOffset
    }

    var settings: Settings { policy.settings }

    func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        guard let constantOffset else { return policy.moment(trueNow: trueNow, node: node) }
        let now = policy.clock.now(trueNow)
        return Moment(trueNow: trueNow, clockNow: now, offset: constantOffset, node: node)
    }
}
