internal import JWT

extension Examination {
    private struct Side: Hashable {
        let claim: TimedClaim
        let isUpper: Bool
    }

    /// Asks again on both sides of what was found, on connections old and new: the search cannot contradict itself, so
    /// that without this several machines would never be noticed.
    mutating func confirm() throws(Contradiction) {
        var left: [Side: Int] = [:]
        // Ten on each side, so that one of two clocks hides from them once in a thousand times.
        let counts = [[], [10], [6, 4], [5, 3, 2]][min(survey.claims.count, 3)]
        for (claim, count) in zip(survey.claims, counts) {
            for isUpper in [false, true] { left[Side(claim: claim, isUpper: isUpper)] = count }
        }
        // Several clocks are likely where the Date fields say so; a cached Date looks the same.
        if findings.dates.contradiction > .milliseconds(5), let first = survey.claims.first {
            for isUpper in [false, true] { left[Side(claim: first, isUpper: isUpper)] = 10 }
        }
        while true {
            var best: (side: Side, offer: Offer)?
            for (side, count) in left where count > 0 {
                let offer = confirmation(side, count)
                if best.map({
                    offer.sendAt < $0.offer.sendAt || offer.sendAt == $0.offer.sendAt && order(side) < order($0.side)
                }) ?? true {
                    best = (side, offer)
                }
            }
            guard let best else { break }
            let count = left[best.side, default: 1]
            left[best.side] = count - 1
            try check(best.offer, isFresh: true)
        }
        try confirmFractions()
        try confirmTheRest()
        try doubtTheUnknown()
    }

    /// Sides in an order that is the same in every run.
    private func order(_ side: Side) -> String { side.claim.rawValue + (side.isUpper ? "1" : "0") }

    private mutating func check(_ offer: Offer, isFresh: Bool) throws(Contradiction) {
        let observation = try observing(offer, isFresh: isFresh)
        guard !survey.evidence.isContradicted(by: observation) else { throw .contradicted(observation) }
        survey.evidence.take(observation)
    }

    /// One of `count` questions that follow each other on one side of a flip.
    private func confirmation(_ side: Side, _ count: Int) -> Offer {
        let key = FlipKey(side.claim)
        let bounds = survey.evidence.bounds(key)
        // Read once: time goes on meanwhile.
        let soonest = soonest
        let typical = survey.pace.typical
        let pace = typical + .milliseconds(1)
        // As near as they fit; a few milliseconds beyond, where another one has just been asked.
        let span = max(pace * count, .milliseconds(15))
        let range =
            side.isUpper
            ? Bounds(lower: bounds.upper - typical / 2, upper: bounds.upper + span)
            : Bounds(lower: bounds.lower - typical - span, upper: bounds.lower - typical)
        let start = side.isUpper ? range.lower : bounds.lower - typical - pace * (count - 1)
        let phase = (soonest.sinceEpoch - range.lower).fraction
        if phase < range.width { return Offer(key, at: range.lower + phase, soonest: soonest) }
        return Offer(key, at: start, soonest: soonest)
    }

    /// Asks once more what fixes each shape.
    private mutating func confirmFractions() throws(Contradiction) {
        for claim in survey.claims {
            guard findings[claim].takesFractions == true else { continue }
            // Where another claim has led to expect just that, it has been told twice.
            if case .step(let above, _) = survey.shape(claim), survey.hints(claim).contains(above) { continue }
            for (key, window) in decisive(claim) {
                try check(survey.offer(key, window, soonest, isParityFixed: key.fraction == 500), isFresh: false)
            }
        }
    }

    /// Where no profile fits, what was told of fractions is asked once more, so that one wrong answer makes no new rule.
    private mutating func doubtTheUnknown() throws(Contradiction) {
        conclude()
        let isOdd = survey.claims.contains { survey.shape($0) == .odd }
        let isOpen = survey.claims.contains { survey.fractional.contains($0) && survey.shape($0) == .open }
        guard !survey.claims.isEmpty, !isOpen, isOdd || !Fitting(findings).hasFit() else { return }
        isInDoubt = true
        let all = Bounds(lower: .zero, upper: .seconds(1))
        let halves = [
            Bounds(lower: .zero, upper: .milliseconds(500)), Bounds(lower: .milliseconds(500), upper: .seconds(1)),
        ]
        let keys = survey.evidence.counts.keys.filter { $0.fraction != 0 }.sorted {
            ($0.claim.rawValue, $0.fraction, $0.isOdd ? 1 : 0) < ($1.claim.rawValue, $1.fraction, $1.isOdd ? 1 : 0)
        }
        for key in keys {
            for window in key.fraction == 500 ? halves : [all] {
                try check(survey.offer(key, window, soonest, isParityFixed: key.fraction == 500), isFresh: false)
            }
        }
        for claim in survey.claims { try checkWhole(claim) }
        if isOdd { throw .obstacle(.changes("what becomes of fractions follows no rule")) }
    }

    /// Asks on both sides of a flip of whole seconds whether it is where it was.
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

    /// Good and bad tokens once more, those that were accepted although a claim was bad, and whether it remembers.
    private mutating func confirmTheRest() throws(Contradiction) {
        do throws(Obstacle) {
            for claim in TimedClaim.allCases where !findings[claim].isLookedAt {
                for _ in 0..<2 {
                    guard try accepts(badQuestion(claim)) else {
                        throw .changes("\(claim.rawValue) is looked at in one token, and not in another")
                    }
                }
            }
            guard try accepts(goodQuestion()) else { throw .changes("a good token was refused") }
            if findings[.exp].isLookedAt {
                guard try !accepts(badQuestion(.exp)) else { throw .changes("a dead token was accepted") }
                try lookForMemory()
            }
        } catch {
            throw .obstacle(error)
        }
    }

    /// Sends one token before its death and after it.
    private mutating func lookForMemory() throws(Obstacle) {
        let bounds = survey.evidence.bounds(.exp)
        let margin = Duration.milliseconds(50) + survey.pace.typical
        let offer = Offer(FlipKey(.exp), at: bounds.lower - margin, soonest: soonest)
        let date = NumericDate(seconds: offer.second)
        var question = isolated(.exp, near: date)
        question.expiration = .number(date)
        question.sendAt = offer.sendAt
        question.number = takeNumber()
        guard try accepts(question) else { return }
        question.sendAt = date + bounds.upper + .milliseconds(50)
        let remembers = try accepts(question)
        findings.remembers = remembers
        if remembers { findings.notes.append(.remembers) }
    }
}
