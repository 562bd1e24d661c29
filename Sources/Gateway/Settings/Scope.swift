package import JWT

/// What tokens are stamped and judged by: settings, and the clock they count on.
package struct Scope: Sendable, Hashable {
    package var settings = Settings()
    package var clock = ClockMode.live
    /// Which `METHOD@variant.json` is served, where there is one.
    var variant: String?

    /// When the skew was set, on the gateway's clock.
    var start = NumericDate(seconds: 0)

    package init() {}

    package func moment(trueNow: NumericDate) -> Moment {
        Moment(trueNow: trueNow, scope: self, node: nil)
    }

    /// What the gateway's clock says, on no machine in particular.
    func now(_ trueNow: NumericDate) -> NumericDate { clock.now(trueNow: trueNow) }

    /// Sets another clock; the skew goes on from where it was.
    mutating func setClock(_ mode: ClockMode, at trueNow: NumericDate) {
        let elapsed = now(trueNow) - start
        clock = mode
        start = now(trueNow) - elapsed
    }

    /// The moment on one of the gateway's machines.
    func moment(trueNow: NumericDate, node: GatewayNode?) -> Moment {
        Moment(trueNow: trueNow, scope: self, node: node)
    }
}
