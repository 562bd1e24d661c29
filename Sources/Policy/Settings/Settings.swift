internal import Durations
package import JWT

/// What decides how tokens are stamped and judged; it may change between two requests.
package struct Settings: Sendable, Hashable {
    /// How far the issuer's clock runs ahead of the gateway's.
    package var skew = Skew()
    /// How much difference the gateway forgives; unset leaves it to the validator.
    package var tolerance: Duration?
    /// The validator by whose rules tokens are judged.
    package var validator = Validator.strict
    /// The lifetime that is kept to: `exp` is `iat` plus this.
    package var tokenLifetime: Duration = .seconds(86_400)
    /// Advertised as `expires_in`, in seconds; unset follows the lifetime.
    package var expiresIn: Int?
    package var timestampPrecision = TimestampPrecision.milliseconds
    package var iatRounding = TimestampRounding.floor
    /// How much earlier than the issuer's now a token says that it was issued.
    package var backdate: Duration = .zero
    /// Unset is one machine on the gateway's clock.
    package var nodes: NodeSet?
    package var nodeChoice = NodeChoice.roundRobin
    package var nodeSeed = 0
    /// The limit of each client's requests to the API; unset is none.
    package var rateLimit: RateLimit?
    /// How many refused refreshes in a row are one too many; unset is no limit.
    package var stormLimit: Int?
    package var refreshReuse = RefreshReuse.revoke
    /// How long, on the issuer's clock, a spent refresh token still leads to the one that came after it, since two tabs
    /// of one browser may refresh at once.
    package var refreshReuseInterval: Duration = .zero
    /// Whether `GET /oauth/authorize` shows a login page first.
    package var loginPage = false
    /// Whether pages of any origin may call with their cookies (`withCredentials`).
    package var corsCredentials = false
    /// How much of a request is remembered.
    package var journalDetail = JournalDetail.off

    package init() {}

    package var offset: Duration {
        get { skew.offset }
        set { skew.offset = newValue }
    }

    /// The steps of the offset; unset is none.
    var offsetSteps: [Skew.Step]? {
        get { skew.steps.isEmpty ? nil : skew.steps }
        set { skew.steps = newValue ?? [] }
    }

    package var effectiveTolerance: Duration { tolerance ?? validator.leeway }
    package var advertisedExpiresIn: Int { expiresIn ?? tokenLifetime.secondsRoundedDown }
}
