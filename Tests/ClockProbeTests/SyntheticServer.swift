import System
import TestSupport

@testable import ClockProbe

/// A server whose clock is a known span away, behind a network whose two ways are as slow as they like.
struct SyntheticServer {
    /// Server less ours.
    let offset: Duration
    /// The longest and shortest time of one way, in microseconds.
    let way: ClosedRange<Int>
    var now: WallTime
    /// How often its Date is renewed, by a timer; nil: for each answer.
    var timer: Duration?
    /// When that timer has begun.
    var phase = Duration.zero
    private(set) var questions = 0
    private var random: SeededGenerator

    init(offset: Duration, way: ClosedRange<Int>, seed: UInt64, start: Duration = .milliseconds(1_795_400_000_123)) {
        self.offset = offset
        self.way = way
        now = WallTime(sinceEpoch: start)
        random = SeededGenerator(seed: seed)
    }

    private mutating func travel() { now = now + .microseconds(Int.random(in: way, using: &random)) }

    /// Asked at `time` or as soon as it is past, and answered in whole seconds.
    mutating func ask(at time: WallTime) -> EdgeFinder.Answer {
        // Nobody wakes up to the microsecond.
        now = max(now, time) + .microseconds(Int.random(in: 20...300, using: &random))
        questions += 1
        let sent = now
        travel()
        let second = Int(renewal(now + offset).sinceEpoch.components.seconds)
        travel()
        return EdgeFinder.Answer(sent: sent, received: now, second: second)
    }

    /// When the Date was made that an answer has.
    private func renewal(_ time: WallTime) -> WallTime {
        guard let timer else { return time }
        let count = ((time.sinceEpoch - phase) / timer).rounded(.down)
        return WallTime(sinceEpoch: timer * Int(count) + phase)
    }

    /// Asked at once, and answered with timestamps.
    mutating func exchange() -> (sent: WallTime, received: NTPTimestamp, transmitted: NTPTimestamp, back: WallTime) {
        let sent = now
        travel()
        let received = NTPTimestamp(now + offset)
        now = now + .microseconds(40)
        let transmitted = NTPTimestamp(now + offset)
        travel()
        return (sent, received, transmitted, now)
    }
}
