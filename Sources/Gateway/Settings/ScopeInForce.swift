internal import JWT

/// A scope that does not change any more: what requests share, so that each of them has one reference to pay for.
final class ScopeInForce: Sendable {
    let scope: Scope
    // What every request asks for, apart from the rest, which would be copied with it.
    let validator: Validator
    /// How much is forgiven.
    let tolerance: Duration
    let rateLimit: RateLimit?
    /// Whether the gateway consists of several machines.
    let hasNodes: Bool
    /// The client that it was made for goes then, on the true clock.
    private let expiresAt: NumericDate?

    init(_ scope: Scope, expiresAt: NumericDate? = nil) {
        self.scope = scope
        validator = scope.settings.validator
        tolerance = scope.settings.effectiveTolerance
        rateLimit = scope.settings.rateLimit
        hasNodes = scope.settings.nodes != nil
        self.expiresAt = expiresAt
    }

    func isGone(at trueNow: NumericDate) -> Bool { expiresAt.map { $0 <= trueNow } ?? false }

    func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        scope.moment(trueNow: trueNow, node: node)
    }
}
