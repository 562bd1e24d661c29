internal import Durations
internal import Glibc
package import System

/// Finds how far a clock that is only seen in whole seconds is from ours, by asking when it is about to tick over.
///
/// Of each answer it is sure that the server's clock stood in the second that Date names at some instant between our
/// sending and our receiving. So every answer bounds the difference from both sides, and the bounds of all are
/// intersected. Each question is put where its answer cuts the range that is left, whichever way it turns out. The last
/// ones are put on both sides of what has been found, where no answer of one clock can be a surprise.
package struct EdgeFinder: Sendable {
    package struct Answer: Sendable, Hashable {
        package let sent: WallTime
        package let received: WallTime
        /// The second of the Date field, since 1970.
        package let second: Int

        package init(sent: WallTime, received: WallTime, second: Int) {
            self.sent = sent
            self.received = received
            self.second = second
        }
    }

    /// Two answers that one clock cannot have given both, and how far they are from being possible.
    package struct Contradiction: Error, Sendable, Hashable { package let gap: Duration }

    /// The server's clock minus ours: from the first bound up to, and not including, the second.
    private var bounds: (lower: Duration, upper: Duration)?
    private var fastestExchange = Duration.seconds(3600)
    private var lastExchange = Duration.zero
    private var slowestExchange = Duration.zero
    private let goal: Duration
    /// How many questions are left to find the range.
    private var questionsLeft: Int
    /// How many questions are left to confirm the range.
    private var confirmationsLeft = 4
    /// A server that seems late by no more than a cached Date may be is confirmed from here on.
    ///
    /// A Date that is renewed by a timer seems late without being it. But a timer is no clock: its edge does not stay with
    /// the second, and the later it is looked at again, the farther it has moved.
    package var lateConfirmation: WallTime?

    /// - Parameters:
    ///   - goal: the uncertainty that is good enough.
    ///   - questionLimit: how many questions there may be.
    package init(goal: Duration, questionLimit: Int = 20) {
        self.goal = goal
        questionsLeft = questionLimit - confirmationsLeft
    }

    package mutating func take(_ answer: Answer) throws(Contradiction) {
        let second = WallTime(secondsSince1970: answer.second)
        // If our clock was set back in between, the range would be turned around.
        var lower = second - max(answer.sent, answer.received)
        var upper = second + .seconds(1) - min(answer.sent, answer.received)
        if let bounds {
            lower = max(lower, bounds.lower)
            upper = min(upper, bounds.upper)
        }
        guard lower < upper else { throw Contradiction(gap: lower - upper) }
        bounds = (lower, upper)
        if questionsLeft > 0 { questionsLeft -= 1 } else { confirmationsLeft -= 1 }
        lastExchange = max(.zero, answer.received - answer.sent)
        fastestExchange = min(fastestExchange, lastExchange)
        slowestExchange = max(slowestExchange, lastExchange)
        if room <= .zero { questionsLeft = 0 }
    }

    /// Leaves the range as it is, and spends the remaining questions on confirming it.
    package mutating func settle() { if bounds != nil { questionsLeft = 0 } }

    package var lead: Lead? {
        bounds.map { Lead(least: .zero - $0.upper, most: .zero - $0.lower) }
    }

    package var isDone: Bool { questionsLeft <= 0 && confirmationsLeft <= 0 }

    /// How much of the range can still be cut off: it gets no smaller than the time that an exchange takes.
    private var room: Duration {
        guard let bounds else { return .zero }
        return bounds.upper - bounds.lower - max(goal * 2, fastestExchange * 5 / 4)
    }

    /// When to ask next.
    package func nextQuestion(after now: WallTime) -> WallTime {
        guard let bounds else { return now }
        // The time, by our clock, at which the server's clock may tick over in each second.
        let start = WallTime(sinceEpoch: .zero) - bounds.upper
        let end = WallTime(sinceEpoch: .zero) - bounds.lower
        let pace = slowestExchange + .milliseconds(1)
        var now = now
        if questionsLeft <= 0, bounds.upper < .zero, bounds.lower > .zero - Lead.longestLag, let lateConfirmation {
            now = max(now, lateConfirmation)
        }
        let phase =
            switch questionsLeft > 0 ? 0 : confirmationsLeft {
            case 0: start + step(bounds)
            case 4: start - pace * 2
            case 3: start - pace
            case 2: end
            default: end + pace
            }
        return phase + .seconds(secondsRoundedUp(now - phase))
    }

    /// How far into the span in which the server's clock ticks over to ask.
    ///
    /// That span comes again each second. A question early in it that finds the old second cuts off what is before it,
    /// and the next one follows in the same span. One that finds the new second cuts off what is after it, and the
    /// next has to wait for the next second. So the steps are as small as the questions left allow, which takes the
    /// fewest seconds, but not so small that the next one would come too late for the span. If no two fit into it,
    /// halving is best.
    private func step(_ bounds: (lower: Duration, upper: Duration)) -> Duration {
        let cuttable = max(.zero, bounds.upper - bounds.lower - fastestExchange)
        let share = cuttable > .zero ? max(0, (cuttable - max(.zero, room)) / cuttable) : 1
        let step = cuttable * (1 - pow(share, 1 / Double(max(1, questionsLeft))))
        return min(cuttable / 2, max(step, lastExchange * 5 / 4 + .milliseconds(1)))
    }

    private func secondsRoundedUp(_ span: Duration) -> Int64 {
        let (seconds, attoseconds) = span.components
        return attoseconds > 0 ? seconds + 1 : seconds
    }
}
