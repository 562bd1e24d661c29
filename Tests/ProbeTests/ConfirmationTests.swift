import JWT
import TestSupport
import Testing

@testable import Probe

struct ConfirmationTests {
    /// What is known lets .500 move the flip by half a second, and the server moves it less: as soon as an answer has
    /// told that no rule moves it so, nothing more is asked that would have confirmed the rule.
    @Test func asksNothingMoreOfAShapeThatAnAnswerHasChanged() throws {
        var counts: [Int: Int] = [:]
        for seed in 0..<40 as Range<UInt64> {
            // It takes fractions as they are, so that .500 ends 0.33 s after its second by our clock.
            var server = VirtualServer(.strict, leeway: .zero, skews: [.milliseconds(170)], seed: seed)
            server.pause(for: .milliseconds(Int(seed) * 25))
            var examination = Examination(server)
            try examination.calibrate()
            let before = examination.server.requests
            examination.survey.claims = [.exp]
            examination.survey.fractional = [.exp]
            let half = FlipKey(.exp, fraction: 500)
            for (key, early, late) in [(FlipKey(.exp), 0, 300), (half, 320, 900)] {
                examination.survey.evidence.take(Self.observation(key, at: early, isFlipped: false))
                examination.survey.evidence.take(Self.observation(key, at: late, isFlipped: true))
            }
            try #require(examination.survey.shape(.exp) == .slope)
            do throws(Examination<VirtualServer>.Contradiction) {
                try examination.confirmFractions()
            } catch {
                Issue.record("\(error)")
            }
            #expect(examination.survey.shape(.exp) == .odd)
            counts[examination.server.requests - before, default: 0] += 1
        }
        // The question that changes the shape comes first or second, as the time of the beginning will have it.
        #expect(counts.keys.sorted() == [1, 2], "\(counts)")
    }

    private static func observation(_ key: FlipKey, at milliseconds: Int, isFlipped: Bool) -> Observation {
        let time = NumericDate(seconds: 1_795_400_000) + .milliseconds(milliseconds)
        return Observation(key: key, second: 1_795_400_000, sent: time, received: time, isFlipped: isFlipped)
    }
}
