internal import Durations
internal import JWT

/// A question that would tell something of a flip, and when it would have to leave.
struct Offer: Sendable, Hashable {
    let key: FlipKey
    /// The second of the claim.
    let second: Int
    let sendAt: NumericDate

    /// The first instant from `soonest` on that lies `offset` behind the second of a claim.
    init(_ key: FlipKey, at offset: Duration, soonest: NumericDate, odd: Bool? = nil) {
        var second = (soonest.sinceEpoch - offset).secondsRoundedUp
        if let odd, (second % 2 != 0) != odd { second += 1 }
        self.init(key, second: second, sendAt: NumericDate(seconds: second) + offset)
    }

    init(_ key: FlipKey, second: Int, sendAt: NumericDate) {
        // `FlipKey` decides what the second means for the key: only half seconds have a parity.
        self.key = FlipKey(key.claim, fraction: key.fraction, second: second)
        self.second = second
        self.sendAt = sendAt
    }
}
