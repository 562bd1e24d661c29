package import JWT

/// What decides how tokens are stamped and judged; may change between two requests.
package struct Settings: Sendable, Hashable {
    /// How far the issuer's clock runs ahead of the gateway's.
    package var skew = Skew()
    /// How much difference the gateway forgives; unset leaves it to the validator.
    package var tolerance: Duration?
    /// By whose rules tokens are judged.
    package var validator = Validator.strict
    /// Enforced: `exp` is `iat` and so much.
    package var tokenLifetime: Duration = .seconds(86_400)
    /// Advertised as `expires_in`, in seconds; unset follows the lifetime.
    package var expiresIn: Int?
    package var timestampPrecision = TimestampPrecision.milliseconds
    package var iatRounding = TimestampRounding.floor
    /// How much earlier than the issuer's now a token says that it was issued.
    package var backdate: Duration = .zero
    /// Unset is one machine on the gateway's clock.
    var nodes: NodeSet?
    var nodeChoice = NodeChoice.roundRobin
    var nodeSeed = 0
    /// Of each client's requests to the API; unset is none.
    package var rateLimit: RateLimit?
    /// How many refused refreshes in a row are one too many; unset is none.
    package var stormLimit: Int?
    package var refreshReuse = RefreshReuse.revoke
    /// Whether `GET /oauth/authorize` asks first.
    package var loginPage = false

    package init() {}

    package var offset: Duration {
        get { skew.offset }
        set { skew.offset = newValue }
    }

    package var effectiveTolerance: Duration { tolerance ?? validator.leeway }
    package var advertisedExpiresIn: Int { expiresIn ?? tokenLifetime.secondsRoundedDown }
}
