internal import JWT

/// What one answer says of a flip.
struct Observation: Sendable, Hashable {
    let key: FlipKey
    /// Of the claim.
    let second: Int
    let sent: NumericDate
    let received: NumericDate
    /// Whether the flip had come.
    let isFlipped: Bool

    /// From the second of the claim to our sending.
    var early: Duration { sent - NumericDate(seconds: second) }
    var late: Duration { received - NumericDate(seconds: second) }

    /// Certain, whatever the network does: it was judged at some instant between sending and receiving.
    var hard: Bounds {
        isFlipped ? Bounds(lower: .seconds(-1 << 40), upper: late) : Bounds(lower: early, upper: .seconds(1 << 40))
    }
}
