internal import JWT

extension Examination {
    private struct Side: Hashable {
        let claim: TimedClaim
        let isUpper: Bool
    }

    /// Asks again on both sides of what was found, on connections old and new.
    ///
    /// The search cannot contradict itself, so that several machines would never be noticed without this.
    mutating func confirm() throws(Contradiction) {
        var sides: [(side: Side, left: Int)] = []
        // There are ten on each side, so that one of two clocks goes unnoticed once in a thousand times even if the search
        // has met the other one only. Mostly it has met both and ended between their flips, where either side tells.
        let counts = [[], [10], [6, 4], [5, 3, 2]][min(survey.claims.count, 3)]
        for (claim, count) in zip(survey.claims, counts) {
            let isSuspect = areDatesSuspect && claim == survey.claims.first
            for isUpper in [false, true] {
                sides.append((Side(claim: claim, isUpper: isUpper), isSuspect ? 16 : count))
            }
        }
        while true {
            var best: (index: Int, offer: Offer)?
            for (index, side) in sides.enumerated() where side.left > 0 {
                // Those of other claims may be asked at the same instants of a second.
                let all = sides.filter {
                    $0.side.isUpper == side.side.isUpper && isNear($0.side.claim, side.side.claim)
                }
                let offer = confirmation(side.side, side.left, among: all.map(\.left).reduce(0, +))
                if best.map({ offer.sendAt < $0.offer.sendAt }) ?? true { best = (index, offer) }
            }
            guard let best else { break }
            sides[best.index].left -= 1
            try check(best.offer, isFresh: true)
        }
        try makeUpForLateness()
        try confirmFractions()
        try confirmTheRest()
        try lookForMemory()
        try doubtTheUnknown()
    }

    /// Asks again on each side that one answer alone tells closely, since questions leave late if this machine is busy.
    private mutating func makeUpForLateness() throws(Contradiction) {
        for claim in survey.claims {
            for isUpper in [false, true] {
                for _ in 0..<3 where isLoose(claim, isUpper: isUpper) {
                    try check(confirmation(Side(claim: claim, isUpper: isUpper), 1), isFresh: true)
                }
            }
        }
    }

    private func isLoose(_ claim: TimedClaim, isUpper: Bool) -> Bool {
        let (hard, firm) = (survey.evidence.bounds(claim), survey.evidence.firm(FlipKey(claim)))
        let gap = isUpper ? firm.upper - hard.upper : hard.lower - firm.lower
        return gap > .milliseconds(10) + survey.pace.typical * 2
    }

    private mutating func check(_ offer: Offer, isFresh: Bool) throws(Contradiction) {
        let observation = try observing(offer, isFresh: isFresh)
        if isFresh { rhythm.take(soonest - offer.sendAt) }
        guard !survey.evidence.isContradicted(by: observation) else { throw .contradicted(observation) }
        survey.evidence.take(observation)
    }

    /// Whether two claims of whole seconds flip at nearly the same instant of a second.
    private func isNear(_ claim: TimedClaim, _ other: TimedClaim) -> Bool {
        let apart = survey.evidence.estimate(FlipKey(claim)) - survey.evidence.estimate(FlipKey(other))
        return (apart + .milliseconds(10)).fraction < .milliseconds(20)
    }

    /// One of `count` questions that follow each other on one side of a flip.
    ///
    /// - Parameter all: how many there are if those of other claims are counted that flip then.
    private func confirmation(_ side: Side, _ count: Int, among all: Int = 0) -> Offer {
        let key = FlipKey(side.claim)
        let bounds = survey.evidence.bounds(key)
        // It is read once, since time goes on meanwhile.
        let soonest = soonest
        let typical = survey.pace.typical
        // A connection of its own takes longer; one that comes too late for this second has to wait for the next.
        let pace = max(typical + .milliseconds(1), rhythm.typical + .microseconds(200))
        // The questions are as near to the flip as possible, and a few milliseconds farther if one has just been asked
        // there; but not so near that the other answer would contradict nothing.
        let room = max(pace * count, min(pace * all, .milliseconds(30)))
        let span = max(room, .milliseconds(15))
        let range =
            side.isUpper
            ? Bounds(lower: bounds.upper, upper: bounds.upper + span)
            : Bounds(lower: bounds.lower - pace - span, upper: bounds.lower - pace)
        let start = side.isUpper ? range.lower : bounds.lower - room
        let phase = (soonest.sinceEpoch - range.lower).fraction
        if phase < range.width { return Offer(key, at: range.lower + phase, soonest: soonest) }
        return Offer(key, at: start, soonest: soonest)
    }

    /// Asks once more the questions that decide each shape; the question whose instant comes first is the next.
    mutating func confirmFractions() throws(Contradiction) {
        var shapes: [TimedClaim: Shape] = [:]
        var questions: [(key: FlipKey, window: Bounds)] = []
        while true {
            // After an answer that changes a shape, other questions decide it.
            for claim in survey.claims {
                let shape = survey.shape(claim)
                guard shapes.updateValue(shape, forKey: claim) != shape else { continue }
                questions.removeAll { $0.key.claim == claim }
                questions += confirming(claim)
            }
            // The clock is read once, so that all of them are for the same instant.
            let soonest = soonest
            let offers = questions.map { key, window in
                survey.offer(key, within: window, soonest: soonest, isParityFixed: key.fraction == 500)
            }
            guard let next = offers.indices.min(by: { offers[$0].sendAt < offers[$1].sendAt }) else { return }
            questions.remove(at: next)
            try check(offers[next], isFresh: false)
        }
    }

    /// The questions that are asked once more to confirm a claim's shape.
    private func confirming(_ claim: TimedClaim) -> [(FlipKey, Bounds)] {
        let shape = survey.shape(claim)
        // If another claim led one to expect this, it has been found twice.
        if case .step(let above, _) = shape, survey.hints(claim).contains(above) { return [] }
        // It is rare that one server has a clock of whole seconds and another that is exact.
        let isMixed = shape == .slope && survey.claims.contains { survey.shape($0) == .floor }
        return isMixed ? decisive(claim) + decisive(claim) : decisive(claim)
    }

    /// If no profile fits, all answers are checked again, because a few wrong ones must not make a new rule.
    private mutating func doubtTheUnknown() throws(Contradiction) {
        conclude()
        let isOdd = survey.claims.contains { survey.shape($0) == .odd }
        guard !survey.claims.isEmpty, !isOpen, isOdd || !Fitting(findings).hasFit() else { return }
        isInDoubt = true
        let keys = survey.evidence.counts.keys.filter { $0.fraction != 0 }.sorted {
            ($0.claim.rawValue, $0.fraction, $0.isOdd ? 1 : 0) < ($1.claim.rawValue, $1.fraction, $1.isOdd ? 1 : 0)
        }
        for _ in 0..<3 {
            for key in keys { try checkAgain(key) }
        }
        for claim in survey.claims { try checkWhole(claim) }
        do throws(Obstacle) {
            try confirmPreference()
            for _ in 0..<30 { try checkGoodAndDead() }
            guard survey.claims.allSatisfy({ survey.shape($0) != .odd }) else {
                throw .changes("the treatment of fractions follows no rule")
            }
        } catch {
            throw .obstacle(error)
        }
    }

    private mutating func checkAgain(_ key: FlipKey) throws(Contradiction) {
        let halves = [
            Bounds(lower: .zero, upper: .milliseconds(500)), Bounds(lower: .milliseconds(500), upper: .seconds(1)),
        ]
        for window in key.fraction == 500 ? halves : [Bounds(lower: .zero, upper: .seconds(1))] {
            try check(
                survey.offer(key, within: window, soonest: soonest, isParityFixed: key.fraction == 500),
                isFresh: false
            )
        }
    }

    /// Whether the shape of some claim is still unknown.
    private var isOpen: Bool {
        survey.claims.contains { survey.fractional.contains($0) && survey.shape($0) == .open }
    }

    /// Asks on both sides of a flip of whole seconds whether it is still there.
    mutating func checkWhole(_ claim: TimedClaim) throws(Contradiction) {
        for isUpper in [false, true] {
            for count in (1...6).reversed() {
                try check(confirmation(Side(claim: claim, isUpper: isUpper), count), isFresh: true)
            }
        }
    }

    private func decisive(_ claim: TimedClaim) -> [(FlipKey, Bounds)] {
        let all = Bounds(lower: .zero, upper: .seconds(1))
        let first = Bounds(lower: .zero, upper: .milliseconds(500))
        let second = Bounds(lower: .milliseconds(500), upper: .seconds(1))
        let halves = [0, 1].map { FlipKey(claim, fraction: 500, second: $0) }
        let asked = halves.first { survey.evidence.counts[$0] != nil } ?? halves[0]
        switch survey.shape(claim) {
        case .floor: return [(FlipKey(claim, fraction: 999), all)]
        case .slope: return [(asked, first), (asked, second)]
        case .nearest: return [(FlipKey(claim, fraction: 499), all)] + halves.map { ($0, second) }
        case .halfEven: return [(halves[0], first), (halves[1], second)]
        case .step(let above, let from):
            return (above == 0 ? [from] : [above, from]).map { fraction in
                guard fraction == 500 else { return (FlipKey(claim, fraction: fraction), all) }
                return (asked, above == 500 ? first : second)
            }
        case .open, .odd: return []
        }
    }

    /// Asks good and bad tokens again, and those that were accepted with a bad claim.
    private mutating func confirmTheRest() throws(Contradiction) {
        do throws(Obstacle) {
            for claim in TimedClaim.allCases where !findings[claim].isLookedAt {
                for _ in 0..<2 {
                    guard try accepts(badQuestion(claim)) else {
                        throw .changes("\(claim.rawValue) is looked at in one token, and not in another")
                    }
                }
            }
            guard try accepts(leanQuestion()) else { throw .changes("a good token was refused") }
            guard try accepts(fractionalQuestion()) else { throw .changes("a good token was refused") }
            if findings[.exp].isLookedAt {
                guard try !accepts(badQuestion(.exp)) else { throw .changes("a dead token was accepted") }
            }
        } catch {
            throw .obstacle(error)
        }
    }

    /// Sends one token before its end and after it, both times over a connection of its own, so that its answers confirm
    /// the flip once more.
    private mutating func lookForMemory() throws(Contradiction) {
        guard findings[.exp].isLookedAt else { return }
        let bounds = survey.evidence.bounds(.exp)
        let margin = Duration.milliseconds(50) + survey.pace.typical
        let offer = Offer(FlipKey(.exp), at: bounds.lower - margin, soonest: soonest)
        var question = question(of: offer, isFresh: true)
        question.number = takeNumber()
        let before: Observation
        let remembers: Bool
        do throws(Obstacle) {
            (question, before) = try observe(offer, by: question)
            question.sendAt = NumericDate(seconds: before.second) + bounds.upper + .milliseconds(50)
            remembers = try accepts(question)
        } catch {
            throw .obstacle(error)
        }
        guard !survey.evidence.isContradicted(by: before) else { throw .contradicted(before) }
        if remembers {
            // A clock that is behind takes new tokens as well.
            isInDoubt = true
            for count in (1...6).reversed() {
                try check(confirmation(Side(claim: .exp, isUpper: true), count), isFresh: true)
            }
            findings.notes.append(.remembers)
        }
        findings.remembers = remembers
    }
}
