internal import JWT

/// A scope that does not change any more: what requests share, so that each of them has one reference to pay for.
final class ScopeInForce: Sendable {
    let scope: Scope
    /// The client that it was made for goes then, on the true clock.
    private let expiresAt: NumericDate?

    init(_ scope: Scope, expiresAt: NumericDate? = nil) {
        self.scope = scope
        self.expiresAt = expiresAt
    }

    func isGone(at trueNow: NumericDate) -> Bool { expiresAt.map { $0 <= trueNow } ?? false }

    func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        Moment(trueNow: trueNow, scope: scope, node: node)
    }
}
