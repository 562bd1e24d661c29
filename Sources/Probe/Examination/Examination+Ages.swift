internal import JWT

extension Examination {
    /// Uses a token at each of `ages`, from an issuer that stamps `iat` and `nbf` in whole seconds.
    ///
    /// `run` must have found out how the server judges. The call whose instant comes first is made next.
    ///
    /// - Parameter fit: gives the clock by which ages are counted, and the rule by which the answers are predicted;
    /// without one, these are the measured flips and the Date.
    package mutating func use(ages: [Duration], by fit: Fit?) throws(Obstacle) -> [AgedCall] {
        let lead = fit?.skew.middle ?? (findings.dates.exact ?? findings.dates.lagging)?.middle ?? .zero
        requestFloor = findings.requests + ages.count + 10
        var left = ages
        var calls: [AgedCall] = []
        while !left.isEmpty {
            // All of this goes by one reading of the clock.
            let soonest = soonest
            let half = survey.pace.typical / 2
            let offers = left.map { Offer(FlipKey(.iat), at: $0 - lead - half, soonest: soonest) }
            guard let next = offers.indices.min(by: { offers[$0].sendAt < offers[$1].sendAt }) else { break }
            let age = left.remove(at: next)
            let (isAccepted, early, late) = try use(offers[next])
            calls.append(AgedCall(age: age, isAccepted: isAccepted, expected: expectation(early, late, by: fit)))
        }
        return calls
    }

    private mutating func use(
        _ offer: Offer
    ) throws(Obstacle) -> (isAccepted: Bool, early: Duration, late: Duration) {
        var question = goodQuestion()
        question.issuedAt = .number(NumericDate(seconds: offer.second))
        question.notBefore = question.issuedAt
        question.sendAt = offer.sendAt
        let (asked, reply, isAccepted) = try ask(question)
        let moved = asked.sendAt.map { $0 - offer.sendAt } ?? .zero
        let second = NumericDate(seconds: offer.second) + moved
        return (isAccepted, reply.sent - second, reply.received - second)
    }

    /// Whether a token should be accepted that is judged between two instants after its second, by our clock.
    private func expectation(_ early: Duration, _ late: Duration, by fit: Fit?) -> Bool? {
        var isSure = true
        for claim in startsLookedAt {
            guard let flip = flip(claim, by: fit) else { return nil }
            if late < flip.lower { return false }
            if early < flip.upper { isSure = false }
        }
        return isSure ? true : nil
    }

    private var startsLookedAt: [TimedClaim] {
        findings.lookedAt.filter { $0 == .nbf || $0 == .iat && !findings.prefersNotBefore }
    }

    /// The place of the flip of a whole second, by our clock.
    private func flip(_ claim: TimedClaim, by fit: Fit?) -> Bounds? {
        guard let fit else { return findings.bounds[FlipKey(claim)] }
        return Rule(validator: fit.validator).flip(FlipKey(claim), leeway: fit.leeway).map { flip in
            Bounds(lower: flip - fit.skew.upper - fit.measured, upper: flip - fit.skew.lower + fit.measured)
        }
    }
}
