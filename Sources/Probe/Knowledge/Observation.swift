internal import JWT

/// What one answer says of a flip.
struct Observation: Sendable, Hashable {
    let key: FlipKey
    /// The second of the claim.
    let second: Int
    let sent: NumericDate
    let received: NumericDate
    /// Whether the flip had come.
    let isFlipped: Bool

    /// The time from the second of the claim to our sending.
    var early: Duration { sent - NumericDate(seconds: second) }
    var late: Duration { received - NumericDate(seconds: second) }

    /// The certain bounds, whatever the network does: the token was judged between sending and receiving.
    var hard: Bounds {
        isFlipped ? Bounds(lower: .seconds(-1 << 40), upper: late) : Bounds(lower: early, upper: .seconds(1 << 40))
    }
}
