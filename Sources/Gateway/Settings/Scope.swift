package import JWT

/// What tokens are stamped and judged by: settings, and the clock they count on.
package struct Scope: Sendable, Hashable {
    package var settings = Settings()
    package var clock = ClockMode.live
    /// Which `METHOD@variant.json` is served, where there is one.
    var variant: String?

    package init() {}

    package func moment(trueNow: NumericDate) -> Moment {
        Moment(trueNow: trueNow, mode: clock, offset: settings.offset)
    }
}
