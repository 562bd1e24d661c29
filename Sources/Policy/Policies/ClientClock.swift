internal import JWT

/// A client's own clock, which has gone on from the global one.
struct ClientClock: Sendable, Hashable {
    var clock: RunningClock
    /// How long it had been going when the skew of the start, and the global one over it, were laid.
    var baseStart: Duration
    var globalStart: Duration

    /// A copy of the global clock: the time that it has counted counts here too.
    init(_ global: Policy) {
        clock = global.clock
        baseStart = global.skews.base?.start ?? .zero
        globalStart = global.skews.global?.start ?? .zero
    }
}
