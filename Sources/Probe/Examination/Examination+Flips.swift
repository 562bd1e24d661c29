internal import Durations
internal import JWT

extension Examination {
    /// Finds the flips of all claims, and what the server does with fractions.
    mutating func lookForFlips() throws(Contradiction) {
        survey.claims = [TimedClaim.exp, .nbf, .iat].filter { findings[$0].isLookedAt }
        survey.fractional = Set(survey.claims.filter { findings[$0].takesFractions == true })
        survey.lead = reach.isFar ? nil : lead
        // Use what has been accepted and refused already.
        let shift = Duration.zero - reach.shift
        for claim in survey.claims {
            survey.evidence.begin(
                claim,
                within: claim.isStart
                    ? Bounds(lower: shift - reach.beyond + .seconds(2), upper: shift + reach.start + .seconds(2))
                    : Bounds(lower: shift - reach.end - .seconds(2), upper: shift + reach.beyond + .seconds(2))
            )
        }
        while let offer = survey.next(soonest: soonest) {
            if survey.pace.typical > .milliseconds(400), survey.claims.allSatisfy(survey.isFine) { break }
            let observation = try observing(offer, isFresh: leavesRoom(offer))
            guard !survey.evidence.isContradicted(by: observation) else { throw .contradicted(observation) }
            survey.evidence.take(observation)
        }
        // A token that is good beyond doubt is good by a clock as well that is a little farther behind.
        if findings.judgesAge != true {
            let latest = survey.claims.filter(\.isStart).map { survey.evidence.bounds($0).upper }.max() ?? .zero
            reach.start = max(reach.start, .seconds((latest + reach.shift).secondsRoundedUp + 2))
        }
    }

    /// Whether there is time for a new connection before the question has to leave.
    ///
    /// If each connection has one of several machines behind it, a search on one connection meets the clock of that
    /// machine alone, and the others are noticed only by those of the confirming questions that lie between the clocks,
    /// which are those on one side of the flip.
    private func leavesRoom(_ offer: Offer) -> Bool {
        offer.sendAt - soonest > max(.milliseconds(50), survey.pace.typical * 4)
    }

    /// How far the server's clock is ahead, by its Date; if that says nothing, it is taken to be nearly right.
    private var lead: Bounds {
        findings.dates.exact ?? findings.dates.lagging
            ?? Bounds(lower: reach.shift - .seconds(1), upper: reach.shift + .seconds(1))
    }

    /// Forgets all that is worthless because the clock was set.
    mutating func startAnew() throws(Obstacle) {
        survey.evidence = Evidence()
        findings.dates = DateWindow()
        var question = goodQuestion()
        question.credential = .none
        // Without a token the server looks at no times, so that any answer is good for its Date.
        goBy(try send(question))
    }

    mutating func observing(_ offer: Offer, isFresh: Bool = false) throws(Contradiction) -> Observation {
        do throws(Obstacle) {
            return try observe(offer, isFresh: isFresh)
        } catch {
            throw .obstacle(error)
        }
    }

    /// Looks closely at the Date fields if they decide between profiles.
    ///
    /// It asks just before and just after the instants at which the profiles' clocks would tick over: a cached Date is
    /// unlikely to tick over exactly there.
    mutating func sharpenDates() throws(Obstacle) {
        conclude()
        for clock in Fitting(findings).rivalClocks() {
            for side in [-1, 1] {
                let margin = Duration.milliseconds(4) + (side < 0 ? survey.pace.typical : .zero)
                let phase = .zero - clock + margin * side
                let second = (soonest.sinceEpoch - phase).secondsRoundedUp
                var question = goodQuestion()
                question.credential = .none
                question.sendAt = NumericDate(seconds: second) + phase
                _ = try send(question)
            }
        }
    }
}
