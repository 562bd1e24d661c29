import System

@testable import ClockProbe

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A server whose clock is a known span away, behind a network whose two ways are as slow as they like.
struct SyntheticServer {
    /// Server less ours.
    let offset: Duration
    /// The longest and shortest time of one way, in microseconds.
    let way: ClosedRange<Int>
    var now: WallTime
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
        let second = Int((now + offset).sinceEpoch.components.seconds)
        travel()
        return EdgeFinder.Answer(sent: sent, received: now, second: second)
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
