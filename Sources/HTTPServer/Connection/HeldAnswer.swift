internal import HTTPMessages

/// An answer that does not leave at once; its connection does nothing else until it is out.
///
/// A class, so that a connection without one has a reference to pay for and no more.
final class HeldAnswer {
    enum Stage {
        case deferred(DeferredAnswer)
        case leaving(DeliveryScript)
        case streaming(StreamedAnswer)
    }

    var stage: Stage
    /// Of a leaving answer: what the responder knows it by, and how long its head is.
    let receipt: UInt64
    private let headBytes: Int
    private var sentBytes = 0
    /// When the last wait was to end: the next one starts there, so that a late loop does not slow a drip down.
    var lastDue: MonotonicInstant?

    init(_ stage: Stage, receipt: UInt64 = 0, headBytes: Int = 0) {
        self.stage = stage
        self.receipt = receipt
        self.headBytes = headBytes
    }

    /// The stream, if this is one.
    var streamed: StreamedAnswer? {
        guard case .streaming(let answer) = stage else { return nil }
        return answer
    }

    func noteSent(_ bytes: Int) { sentBytes += bytes }

    /// - Parameter unsent: bytes of it that the system has not taken.
    func end(unsent: Int, isAborted: Bool) -> AnswerEnd {
        AnswerEnd(bodyBytes: max(sentBytes - unsent - headBytes, 0), isAborted: isAborted)
    }

    /// How many bytes it keeps.
    var size: Int {
        guard case .leaving(let script) = stage else { return 0 }
        return script.bytes.count
    }

    /// What a deferral is asked for, if this is one still.
    var deferred: DeferredAnswer? {
        guard case .deferred(let answer) = stage else { return nil }
        return answer
    }
}

/// An answer whose body comes over time; its head is out.
struct StreamedAnswer {
    let stream: any BodyStream
    let isChunked: Bool
    /// Whether the connection goes on behind it.
    let isPersistent: Bool
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
