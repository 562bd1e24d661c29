internal import HTTPMessages

/// The steps to send one answer, if more has to be done than to send it at once.
///
/// It has no socket and no clock: the loop carries out a step, and then asks for the next.
struct DeliveryScript: Sendable {
    enum Step: Sendable, Hashable {
        case wait(Duration)
        /// Send this part of the answer.
        case send(Range<Int>)
        /// The answer is out, and the connection goes on.
        case proceed
        /// The answer is out, and was the connection's last.
        case end
        /// Close without a goodbye.
        case breakOff
        case reset
        /// Send nothing, ever.
        case silence
    }

    /// The bytes of the answer that go out.
    let bytes: [UInt8]
    private let last: Step
    private var delay: Duration
    private var drip: Drip?
    private var offset = 0

    /// - Parameters:
    ///   - answer: as the writer has written it.
    ///   - isPersistent: whether the answer says that the connection goes on.
    init(_ delivery: Delivery, _ answer: [UInt8], isPersistent: Bool) {
        delay = delivery.delay
        switch delivery.manner {
        case .whole, .wrongLength, .malformedChunk:
            bytes = answer
            last = isPersistent ? .proceed : .end
        case .drip(let rate):
            bytes = answer
            last = isPersistent ? .proceed : .end
            drip = Drip(bytesPerSecond: rate)
        case .cut(let count):
            bytes = Array(answer.prefix(max(count, 0)))
            last = .breakOff
        case .reset:
            bytes = []
            last = .reset
        case .silence:
            bytes = []
            last = .silence
        }
    }

    /// The next step; the last one is repeated for ever.
    mutating func next() -> Step {
        if delay > .zero {
            defer { delay = .zero }
            return .wait(delay)
        }
        guard offset < bytes.count else { return last }
        if let interval = drip?.wait() { return .wait(interval) }
        let start = offset
        offset += min(drip?.take() ?? bytes.count, bytes.count - start)
        return .send(start..<offset)
    }
}

/// The pace of a slow answer: waits and small pieces in turn, beginning with a wait.
///
/// So at no moment have more bytes gone out than its speed allows.
private struct Drip: Sendable {
    private static let ticksPerSecond = 10

    private let rate: Int
    /// By how much the pieces so far were too small, in tenths of a byte.
    private var carry = 0
    private var hasWaited = false

    init(bytesPerSecond: Int) { rate = max(bytesPerSecond, 1) }

    /// How long to wait before the next piece; nil if that wait is over.
    mutating func wait() -> Duration? {
        hasWaited.toggle()
        guard hasWaited else { return nil }
        return .seconds(1) / min(rate, Self.ticksPerSecond)
    }

    /// How many bytes the next piece has.
    mutating func take() -> Int {
        guard rate >= Self.ticksPerSecond else { return 1 }
        let (piece, tenths) = rate.quotientAndRemainder(dividingBy: Self.ticksPerSecond)
        carry += tenths
        guard carry >= Self.ticksPerSecond else { return piece }
        carry -= Self.ticksPerSecond
        return piece + 1
    }
}
