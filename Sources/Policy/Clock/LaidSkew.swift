internal import JWT

/// A skew, and when it was laid over whatever held before.
struct LaidSkew: Sendable, Hashable {
    let skew: Skew
    /// How long the clock that it counts on had been going by then.
    var start: Duration

    /// Whether its time to live is over.
    ///
    /// - Parameter ran: how long its clock has been going.
    func hasEnded(_ ran: Duration) -> Bool { skew.ttl.map { ran - start >= $0 } ?? false }
}
