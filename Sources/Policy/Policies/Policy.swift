package import JWT

/// What tokens are stamped and judged by: settings, and their clock.
package struct Policy: Sendable, Hashable {
    /// The settings as they were set; the layers know which skew holds.
    package var settings = Settings()
    package var clock = RunningClock()
    package var skews = SkewLayers()
    /// The client whose policy it is; nil for the global policy.
    var owner: String?
    /// Which `METHOD@variant.json` is served, if there is one.
    package var variant: String?
    /// The permissions that the definition's operations ask for; nil has all of them.
    var permissions: PermissionSet?

    package init() {}

    /// A policy of settings that hold from the start of the clock.
    package init(_ settings: Settings) {
        self.settings = settings
        skews.base = LaidSkew(skew: settings.skew, start: .zero)
    }

    /// The settings with the skew that holds at a true instant.
    package func settingsInForce(at trueNow: NumericDate) -> Settings {
        var settings = settings
        settings.skew = skews.inForce(clock.ran(at: trueNow))?.skew ?? Skew()
        return settings
    }

    /// The moment at a true instant.
    ///
    /// - Parameter node: one of the gateway's machines; nil is the gateway's own clock.
    package func moment(trueNow: NumericDate, node: GatewayNode? = nil) -> Moment {
        let now = clock.now(trueNow)
        return Moment(trueNow: trueNow, clockNow: now, offset: offset(at: trueNow, clockNow: now), node: node)
    }

    /// The moment on the gateway's own clock.
    package func moment(trueNow: NumericDate) -> Moment { moment(trueNow: trueNow, node: nil) }

    /// How long the skew that holds has been counting.
    func skewElapsed(at trueNow: NumericDate) -> Duration {
        let ran = clock.ran(at: trueNow)
        return skews.inForce(ran).map { ran - $0.start } ?? .zero
    }

    private func offset(at trueNow: NumericDate, clockNow: NumericDate) -> Duration {
        let ran = clock.ran(at: trueNow)
        guard let inForce = skews.inForce(ran) else { return .zero }
        return inForce.skew.offset(at: clockNow, after: ran - inForce.start)
    }
}
