package import JWT

/// What tokens are stamped and judged by: settings, and the clock they count on.
package struct Scope: Sendable, Hashable {
    package var settings = Settings()
    package var clock = RunningClock()
    /// How long the clock had been going when the skew was set.
    var start = Duration.zero
    /// Which `METHOD@variant.json` is served, where there is one.
    var variant: String?

    package init() {}

    /// How long ago the skew was set, as its clock has gone on.
    func elapsed(at trueNow: NumericDate) -> Duration { clock.ran(at: trueNow) - start }

    /// The moment at a true instant.
    ///
    /// - Parameter node: one of the gateway's machines; nil is none in particular.
    func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        let now = clock.now(trueNow)
        return Moment(
            trueNow: trueNow,
            clockNow: now,
            gatewayNow: node.map { now + $0.offset } ?? now,
            issuerNow: now + settings.skew.offset(at: now, after: elapsed(at: trueNow)),
            node: node
        )
    }

    /// The moment on no machine in particular.
    package func moment(trueNow: NumericDate) -> Moment { moment(trueNow: trueNow, node: nil) }
}
