package import JWT

/// What came back, and when.
package struct Reply: Sendable, Hashable {
    /// When the request left, by our clock, carried on by one that nobody sets.
    package let sent: NumericDate
    /// When the answer was there.
    package let received: NumericDate
    package let status: Int
    /// The names in the body where it is a JSON object: what tells good from bad where all statuses are alike.
    package let names: Set<String>
    /// Its Date field, in seconds since 1970.
    package let second: Int?
    /// Its Retry-After field, where that is a number of seconds.
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
    /// When it was judged, if both ways are alike.
    var middle: NumericDate { sent + time / 2 }
}
