internal import JWT

/// A clock of a client's own, which has gone on from the global one.
struct ClientClock: Sendable, Hashable {
    var clock: RunningClock
    /// How long it had been going when the skew of the start was laid, and the global one over it.
    var baseStart: Duration
    var globalStart: Duration

    /// As the global one stands: what that has counted counts here too.
    init(_ global: Policy) {
        clock = global.clock
        baseStart = global.skews.base?.start ?? .zero
        globalStart = global.skews.global?.start ?? .zero
    }
}
