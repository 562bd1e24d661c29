import Testing

@testable import System

/// The clock that can be set, read beside the one that cannot.
struct WallClockReadingTests {
    private static let start = ContinuousClock.now
    private static let wall = WallTime(secondsSince1970: 1_800_000_000)

    /// An attempt that took from one time after the start to another, and read the clock at the third.
    private static func attempt(_ before: Duration, _ after: Duration, read: Duration) -> WallClockReading.Attempt {
        .init(before: start + before, wall: wall + read, after: start + after)
    }

    /// Another program ran for 4 ms, once behind the reading and once before it; the third attempt was not disturbed.
    @Test func disturbedAttemptsDoNotCount() {
        let reading = WallClockReading(
            closestOf: Self.attempt(.zero, .milliseconds(4), read: .zero),
            [
                Self.attempt(.milliseconds(5), .milliseconds(9), read: .milliseconds(9)),
                Self.attempt(.milliseconds(10), .microseconds(10_002), read: .microseconds(10_001)),
            ]
        )
        #expect(reading.uncertainty == .microseconds(1))
        #expect(reading.date(Self.start) == Self.wall)
        #expect(reading.date(Self.start + .seconds(9)) == Self.wall + .seconds(9))
    }

    /// A single attempt is right within half the time that it took, whenever in that time the clock was read.
    @Test(arguments: [Duration.zero, .milliseconds(1), .milliseconds(2), .milliseconds(4)])
    func oneAttemptIsRightWithinHalfItsTime(read: Duration) {
        let reading = WallClockReading(closestOf: Self.attempt(.zero, .milliseconds(4), read: read), [])
        let difference = reading.date(Self.start) - Self.wall
        #expect(reading.uncertainty == .milliseconds(2))
        #expect(.zero - reading.uncertainty <= difference && difference <= reading.uncertainty)
    }

    @Test func thisMachineIsReadWithinItsUncertainty() {
        let reading = WallClockReading.make()
        let attempts = (0..<20).map { _ in
            let before = ContinuousClock.now
            return (before: before, wall: WallTime.now, after: ContinuousClock.now)
        }
        // Of several, since somebody may set the clock or stop the program meanwhile.
        #expect(
            attempts.contains { attempt in
                reading.date(attempt.before) - reading.uncertainty <= attempt.wall
                    && attempt.wall <= reading.date(attempt.after) + reading.uncertainty
            }
        )
    }
}
