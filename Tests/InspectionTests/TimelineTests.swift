import Durations
import JWT
import TerminalText
import TestSupport
import Testing

@testable import Inspection

/// What is drawn beside a token's instants.
struct TimelineTests {
    private static let start = NumericDate(seconds: 1_767_323_045)

    private static func timeline(
        _ claims: Claims,
        by validator: Validator,
        tolerance: Duration,
        now: NumericDate = start
    ) -> Timeline {
        Timeline(claims, TokenReport.Verdict(validator, of: claims, tolerance: tolerance, at: now), now: now)
    }

    private static func isAccepted(
        _ claims: Claims,
        by validator: Validator,
        tolerance: Duration,
        at now: NumericDate
    ) -> Bool {
        (try? TokenJudge.judge(claims, at: now, tolerance: tolerance, by: validator)) != nil
    }

    /// At each instant the mark is what the check says with the tolerance and without one.
    @Test(arguments: Repetitions.some(of: Validator.all.map(\.name)))
    func drawsWhatTheCheckSays(name: String) throws {
        let validator = try #require(Validator.named(name))
        let tolerances: [Duration] = [
            .zero, .milliseconds(1), .milliseconds(500), .seconds(1), .milliseconds(1700), validator.leeway,
        ]
        // The last three: dead first, alive by tolerance alone, and with parts of a millisecond.
        for (iat, nbf, exp) in [
            (200_000, nil, 2_200_000), (0, 700_000, 3_000_000), (1_300_000, 400_000, 2_500_000),
            (2_000_000, nil, 1_000_000), (1_400_000, 1_900_000, 1_200_000), (200_400, 300_600, 1_900_700),
        ] as [(Int, Int?, Int)] {
            let claims = Claims(
                issuedAt: Self.start + .microseconds(iat),
                notBefore: nbf.map { Self.start + .microseconds($0) },
                expiration: Self.start + .microseconds(exp)
            )
            for tolerance in tolerances {
                let timeline = Self.timeline(claims, by: validator, tolerance: tolerance)
                #expect(timeline.entries.map(\.at) == timeline.entries.map(\.at).sorted())
                // Near each bound to the millisecond, and coarsely between them.
                let bounds = timeline.entries.map { ($0.at - Self.start).millisecondsRoundedDown }
                let grid =
                    bounds.flatMap { Array($0 - 3...$0 + 3) } + Array(stride(from: -2500, through: 5500, by: 61))
                for millisecond in grid {
                    let now = Self.start + .milliseconds(millisecond)
                    guard let entry = timeline.entries.last(where: { $0.at <= now }) else { continue }
                    let isForgiven = Self.isAccepted(claims, by: validator, tolerance: tolerance, at: now)
                    let isPlain = Self.isAccepted(claims, by: validator, tolerance: .zero, at: now)
                    let phase: Timeline.Phase = isPlain ? .accepted : isForgiven ? .forgiven : .refused
                    if entry.phase != phase {
                        Issue.record("\(name) by \(tolerance) at \(millisecond): \(entry.phase), not \(phase)")
                    }
                }
            }
        }
    }

    @Test func saysWhereTheBandBeginsAndEnds() {
        let claims = Claims(issuedAt: Self.start, expiration: Self.start + .seconds(10))
        let envoy = Self.timeline(claims, by: .envoy, tolerance: .seconds(60))
        #expect(envoy.entries.map(\.labels) == [["iat", "now"], ["exp"], ["forgiven from here"], ["dead from here"]])
        #expect(envoy.entries.map(\.phase) == [.accepted, .accepted, .forgiven, .refused])
        #expect(envoy.entries[2].at == Self.start + .seconds(11))

        let early = Claims(issuedAt: Self.start + .milliseconds(200), expiration: Self.start + .seconds(10))
        let whole = Self.timeline(early, by: .wholeSecond, tolerance: .milliseconds(500))
        #expect(
            whole.entries.map(\.labels) == [
                ["now", "accepted from here"], ["iat"], ["no tolerance needed from here"], ["exp"], ["dead from here"],
            ]
        )
        #expect(whole.entries.map(\.phase) == [.forgiven, .forgiven, .accepted, .forgiven, .refused])
    }

    /// If a bound lies just past a claim, the next millisecond is shown for it.
    @Test func showsABoundAtTheMillisecondThatIsBehindIt() throws {
        let claims = Claims(issuedAt: Self.start, expiration: Self.start + .seconds(10))
        let lines = Self.timeline(claims, by: .jjwt, tolerance: .seconds(1)).lines(now: Self.start, .plain)
        #expect(lines.contains("  2026-01-02 03:04:15.001 UTC  +  forgiven from here  (in 10.001 s)"))
        #expect(lines.last == "  2026-01-02 03:04:16.001 UTC  .  dead from here  (in 11.001 s)")
    }

    @Test func breaksALineThatIsTooLong() throws {
        let late = NumericDate(seconds: 253_402_300_000)
        let claims = Claims(issuedAt: late, notBefore: late, expiration: late + .seconds(500))
        let now = NumericDate(seconds: 60)
        let lines = Self.timeline(claims, by: .strict, tolerance: .zero, now: now).lines(now: now, .plain)
        let index = try #require(lines.firstIndex { $0.hasSuffix("|  iat, nbf, accepted from here") })
        #expect(lines[index + 1] == String(repeating: " ", count: 31) + "|  (in 2932896 d 23 h)")
        #expect(lines.allSatisfy { $0.count <= 80 })
        let forgiven = Self.timeline(claims, by: .strict, tolerance: .seconds(300), now: now).lines(now: now, .plain)
        #expect(forgiven.last == "  after the year 9999          .  dead from here  (in 2932896 d 23 h)")
    }
}
