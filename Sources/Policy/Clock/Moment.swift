package import JWT

/// The two sides' idea of now at one true instant.
package struct Moment: Sendable, Hashable {
    /// What the system's clock says, whatever is set here.
    package let trueNow: NumericDate
    /// What the gateway's clock says, apart from its machines: limits and faults count on it.
    package let clockNow: NumericDate
    /// Judges tokens, stamps the API's `Date` and the times in fixtures: if there are several machines, the clock of
    /// the one that the request has landed on.
    package let gatewayNow: NumericDate
    /// Stamps tokens and the token endpoint's `Date`: the gateway's now plus the offset.
    package let issuerNow: NumericDate
    package let node: GatewayNode?

    /// - Parameter offset: how far the issuer's clock is ahead of the gateway's.
    init(trueNow: NumericDate, clockNow: NumericDate, offset: Duration, node: GatewayNode?) {
        self.trueNow = trueNow
        self.clockNow = clockNow
        gatewayNow = node.map { clockNow + $0.offset } ?? clockNow
        issuerNow = clockNow + offset
        self.node = node
    }
}
