internal import Durations
internal import HTTPMessages
internal import JWT
internal import Policy
internal import Rules

// Fields that tell a client how much it has asked for, and when to come back.

extension FieldBlock {
    /// Appends the fields of the vendor's own description of its rate limits.
    mutating func appendRateLimit(_ reading: RateMeter.Reading) {
        append("inin-ratelimit-count") { $0.append(decimal: reading.count) }
        append("inin-ratelimit-allowed") { $0.append(decimal: reading.allowed) }
        append("inin-ratelimit-reset") { $0.append(decimal: reading.resetSeconds) }
    }
}

extension Response {
    /// The fields that tell a client when to come back.
    ///
    /// - Parameter gatewayNow: what a date counts from.
    mutating func appendRetry(
        _ status: Status,
        after retryAfter: RetryAfter?,
        limit: RateLimit?,
        at gatewayNow: NumericDate
    ) {
        retryAfter?.append(to: &fields, at: gatewayNow)
        guard status == .tooManyRequests else { return }
        let allowed = limit?.count ?? RateLimit.usual
        let reset = retryAfter?.wait.secondsRoundedUp ?? 0
        fields.appendRateLimit(RateMeter.Reading(count: allowed + 1, allowed: allowed, resetSeconds: reset))
    }
}
