import Testing

@testable import Durations

/// Whole units, to both sides and to the nearest.
struct RoundingTests {
    private static let attosecond = Duration(secondsComponent: 0, attosecondsComponent: 1)

    @Test(arguments: [
        (Duration.zero, 0, 0), (.milliseconds(1), 1, 1), (.milliseconds(-1), -1, -1),
        (.milliseconds(1) - attosecond, 0, 1), (.milliseconds(1) + attosecond, 1, 2),
        (.milliseconds(-1) - attosecond, -2, -1), (.milliseconds(-1) + attosecond, -1, 0),
        (.seconds(253_402_300_799), 253_402_300_799_000, 253_402_300_799_000),
    ])
    func milliseconds(span: Duration, down: Int, up: Int) {
        #expect(span.millisecondsRoundedDown == down)
        #expect(span.millisecondsRoundedUp == up)
    }

    @Test(arguments: [
        (Duration.seconds(1) - attosecond, 0, 1), (.seconds(1), 1, 1), (.seconds(1) + attosecond, 1, 2),
        (.seconds(-1) + attosecond, -1, 0), (.seconds(-1) - attosecond, -2, -1),
    ])
    func seconds(span: Duration, down: Int, up: Int) {
        #expect(span.secondsRoundedDown == down)
        #expect(span.secondsRoundedUp == up)
    }

    /// Halves go away from zero.
    @Test(arguments: [
        (Duration.microseconds(499), 0), (.microseconds(500) - attosecond, 0), (.microseconds(500), 1),
        (.microseconds(1499), 1), (.microseconds(-500) + attosecond, 0), (.microseconds(-500), -1),
        (.microseconds(-1500), -2),
    ])
    func nearest(span: Duration, milliseconds: Int) {
        #expect(span.nearestMilliseconds == milliseconds)
        #expect((span * 1000).nearestSeconds == milliseconds)
        #expect(Duration(attoseconds: span.attoseconds / 1000).nearestMicroseconds == milliseconds)
    }

    @Test func wholeNanosecondsGoTowardsZero() {
        #expect((Duration.nanoseconds(2) - Self.attosecond).wholeNanoseconds == 1)
        #expect((.zero - Duration.nanoseconds(2) + Self.attosecond).wholeNanoseconds == -1)
        #expect(Duration.nanoseconds(-2).wholeNanoseconds == -2)
    }

    /// What 64 bits cannot hold is the farthest number, and traps nowhere.
    @Test func saturates() {
        let (longest, farthestBack) = (Duration(attoseconds: .max), Duration(attoseconds: .min))
        #expect(longest.millisecondsRoundedUp == .max && longest.secondsRoundedDown == .max)
        #expect(farthestBack.millisecondsRoundedDown == .min && farthestBack.secondsRoundedUp == .min)
        #expect(longest.nearestMicroseconds == .max && farthestBack.nearestMicroseconds == .min)
        #expect(longest.wholeNanoseconds == .max && farthestBack.wholeNanoseconds == .min)
        #expect(Duration.seconds(9_000_000_000_000_000).millisecondsRoundedDown == 9_000_000_000_000_000_000)
        #expect(Duration.seconds(9_300_000_000_000_000).millisecondsRoundedDown == .max)
    }

    /// By a general division of 128 bits: signs, whole numbers and their neighbours, and both sides of 64 bits' ends.
    @Test func roundsAsAGeneralDivisionDoes() {
        let units: [Int128] = [1_000_000_000_000_000, 1_000_000_000_000_000_000]
        let sizes: [Int128] = [0, 1, 2, 999, 1000, 1001, 1_795_402_980_805, Int128(Int64.max) - 40_000]
        for unit in units {
            for size in sizes + Self.ends {
                for rest in [0, 1, unit / 2, unit - 1] {
                    for sign in [1, -1] as [Int128] {
                        let attoseconds = sign * (size * unit + rest)
                        let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: unit)
                        let down = Int(clamping: remainder < 0 ? quotient - 1 : quotient)
                        let up = Int(clamping: remainder > 0 ? quotient + 1 : quotient)
                        let duration = Duration(attoseconds: attoseconds)
                        let isSeconds = unit == units[1]
                        #expect((isSeconds ? duration.secondsRoundedDown : duration.millisecondsRoundedDown) == down)
                        #expect((isSeconds ? duration.secondsRoundedUp : duration.millisecondsRoundedUp) == up)
                    }
                }
            }
        }
    }

    /// The last numbers that 64 bits hold, and the first that they do not.
    private static let ends = [-18_000_000_000, -18_000_000, -18_000, -18, -1, 0, 1, 2].map { Int128(Int64.max) + $0 }

    @Test func nearestSaturatesOnlyBeyondTheEnds() {
        let units: [(size: Int128, nearest: (Duration) -> Int)] = [
            (1_000_000_000_000, { $0.nearestMicroseconds }), (1_000_000_000_000_000, { $0.nearestMilliseconds }),
            (1_000_000_000_000_000_000, { $0.nearestSeconds }),
        ]
        for (unit, nearest) in units {
            for number in Self.ends {
                for rest in [0, 1, unit / 2 - 1, unit / 2, unit - 1] {
                    for sign in [1, -1] as [Int128] {
                        let expected = Int(clamping: sign * (rest < unit / 2 ? number : number + 1))
                        #expect(nearest(Duration(attoseconds: sign * (number * unit + rest))) == expected)
                    }
                }
            }
        }
    }

    @Test func wholeNanosecondsSaturateOnlyBeyondTheEnds() {
        for number in Self.ends {
            for rest in [0, 1, 999_999_999] as [Int128] {
                for sign in [1, -1] as [Int128] {
                    let span = Duration(attoseconds: sign * (number * 1_000_000_000 + rest))
                    #expect(span.wholeNanoseconds == Int64(clamping: sign * number))
                }
            }
        }
    }
}
