internal import JWT

/// A scope that does not change any more: what requests share, so that each of them has one reference to pay for.
final class ScopeInForce: Sendable {
    let scope: Scope
    // What every request asks for, apart from the rest, which would be copied with it.
    let rules: TokenRules
    let rateLimit: RateLimit?
    /// Whether the gateway consists of several machines.
    let hasNodes: Bool
    let allowsCredentials: Bool
    private let constantOffset: Duration?

    init(_ scope: Scope) {
        self.scope = scope
        rules = TokenRules(scope.settings.validator, tolerance: scope.settings.effectiveTolerance)
        rateLimit = scope.settings.rateLimit
        hasNodes = scope.settings.nodes != nil
        allowsCredentials = scope.settings.corsCredentials
        constantOffset = scope.skews.constantOffset
    }

    func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        guard let constantOffset else { return scope.moment(trueNow: trueNow, node: node) }
        let now = scope.clock.now(trueNow)
        return Moment(trueNow: trueNow, clockNow: now, offset: constantOffset, node: node)
    }
}
