package import JWT

/// What decides how tokens are stamped and judged; may change between two requests.
package struct Settings: Sendable, Hashable {
    /// How far the issuer's clock runs ahead of the gateway's.
    package var offset: Duration = .zero
    /// How much difference the gateway forgives; unset leaves it to the validator.
    package var tolerance: Duration?
    /// By whose rules tokens are judged.
    package var validator = Validator.strict
    /// Enforced: `exp` is `iat` and so much.
    package var tokenLifetime: Duration = .seconds(86_400)
    /// Advertised as `expires_in`, in seconds; unset follows the lifetime.
    package var expiresIn: Int?
    package var timestampPrecision = TimestampPrecision.milliseconds
    /// Of each client's requests to the API; unset is none.
    package var rateLimit: RateLimit?
    /// How many refused refreshes in a row are one too many; unset is none.
    package var stormLimit: Int?
    package var refreshReuse = RefreshReuse.revoke
    /// Whether `GET /oauth/authorize` asks first.
    package var loginPage = false

    package init() {}

    package var effectiveTolerance: Duration { tolerance ?? validator.leeway }
    package var advertisedExpiresIn: Int { expiresIn ?? tokenLifetime.secondsRoundedDown }
}
