internal import HTTPMessages

/// An answer that does not leave at once; its connection does nothing else until it is out.
///
/// A class, so that a connection without one has a reference to pay for and no more.
final class HeldAnswer {
    enum Stage {
        case deferred(DeferredAnswer)
        case leaving(DeliveryScript)
    }

    var stage: Stage
    /// When the last wait was to end: the next one starts there, so that a late loop does not slow a drip down.
    var lastDue: MonotonicInstant?

    init(_ stage: Stage) { self.stage = stage }

    /// What a deferral is asked for, if this is one still.
    var deferred: DeferredAnswer? {
        guard case .deferred(let answer) = stage else { return nil }
        return answer
    }
}

/// An answer that is not known yet, with what its request has left behind.
struct DeferredAnswer {
    let deferral: Deferral
    /// Those that the answer had when it was deferred; everything else of it is the deferral's to say.
    let fields: FieldBlock
    /// The connection's persistence is what the client has asked for.
    let context: ResponseWriter.Context
    let limit: MonotonicInstant
}
