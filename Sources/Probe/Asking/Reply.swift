package import JWT

/// What came back, and when.
package struct Reply: Sendable, Hashable {
    /// When the request left, by our clock, continued by one that cannot be set.
    package let sent: NumericDate
    /// When the answer was there.
    package let received: NumericDate
    package let status: Int
    /// The names in the body if it is a JSON object: they tell good from bad if all statuses are alike.
    package let names: Set<String>
    /// Its Date field, in seconds since 1970.
    package let second: Int?
    /// Its Retry-After field, if that is a number of seconds.
    package let retryAfter: Int?

    package init(
        sent: NumericDate,
        received: NumericDate,
        status: Int,
        names: Set<String> = [],
        second: Int? = nil,
        retryAfter: Int? = nil
    ) {
        self.sent = sent
        self.received = max(sent, received)
        self.status = status
        self.names = names
        self.second = second
        self.retryAfter = retryAfter
    }

    var time: Duration { received - sent }
    /// When the token was judged, if both ways take equally long.
    var middle: NumericDate { sent + time / 2 }
}
