internal import JWT

/// A skew, and when it was laid over the one that held before.
struct LaidSkew: Sendable, Hashable {
    let skew: Skew
    /// How long its clock had been going by then.
    var start: Duration

    /// Whether its time to live has passed.
    ///
    /// - Parameter ran: how long its clock has been going.
    func hasEnded(_ ran: Duration) -> Bool { skew.ttl.map { ran - start >= $0 } ?? false }
}
