internal import HTTPMessages

/// An answer that does not leave at once; its connection does nothing else until it is out.
///
/// It is a class, so that a connection without one pays for one reference only.
final class HeldAnswer {
    enum Stage {
        case deferred(DeferredAnswer)
        case leaving(DeliveryScript)
        case streaming(StreamedAnswer)
    }

    var stage: Stage
    /// The receipt of an answer that is leaving; after it, how long its head is.
    let receipt: UInt64
    private let headBytes: Int
    private var sentBytes = 0
    /// When the last wait should have ended; the next one starts there, so that a late loop does not slow a drip down.
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

    /// - Parameter unsent: how many of its bytes the system has not taken.
    func end(unsent: Int, isAborted: Bool) -> AnswerEnd {
        AnswerEnd(bodyBytes: max(sentBytes - unsent - headBytes, 0), isAborted: isAborted)
    }

    /// How many bytes it keeps.
    var size: Int {
        guard case .leaving(let script) = stage else { return 0 }
        return script.bytes.count
    }

    /// The deferred answer, if it is still deferred.
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

/// An answer that is not known yet, with what is needed of its request.
struct DeferredAnswer {
    let deferral: Deferral
    /// The fields that the answer had when it was deferred; the deferral decides about all else.
    let fields: FieldBlock
    /// How the answer is written; the persistence in it is the one that the client has asked for.
    let context: ResponseWriter.Context
    let limit: MonotonicInstant
}
