internal import JWT

extension Examination {
    /// Finds out why two answers contradict each other; returns if the clock was set, and throws any other reason.
    mutating func resolve(_ contradiction: Observation) throws(Obstacle) {
        for _ in 0..<4 { try checkGoodAndDead() }
        let odd = try whole(contradiction)
        let (same, other) = try mixture(odd)
        if same >= 2, other >= 2 { try measureSpread(odd, share: Double(min(same, other)) / Double(same + other)) }
        guard other == 0 else { throw .changes(Self.contradiction) }
    }

    static var contradiction: String { "one and the same kind of token is refused and accepted" }

    /// A contradiction about whole seconds: if it is about fractions, this looks whether the flip has moved.
    private mutating func whole(_ observation: Observation) throws(Obstacle) -> Observation {
        guard observation.key.fraction != 0 else { return observation }
        do throws(Contradiction) {
            try checkWhole(observation.key.claim)
        } catch {
            switch error {
            case .contradicted(let other): return other
            case .obstacle(let obstacle): throw obstacle
            }
        }
        throw .changes("a fraction is treated differently each time")
    }

    /// How many of some questions are answered as the odd one was, and how many are not, at instants between it and
    /// what it contradicts.
    ///
    /// If a clock was set, all are answered alike; so they are if none was set and the odd answer was an accident.
    /// Several clocks answer differently, even if only one machine of five is behind.
    private mutating func mixture(_ odd: Observation) throws(Obstacle) -> (same: Int, other: Int) {
        let doubtful = doubtful(odd)
        var (same, other) = (0, 0)
        for turn in 0..<64 {
            let isFlipped = try isFlipped(odd.key, at: doubtful.lower, within: doubtful.width)
            if isFlipped == odd.isFlipped { same += 1 } else { other += 1 }
            if other == 0 && same == 16 || same == 0 && other == 28 { return (same, other) }
            // Rare exceptions are no sign of another clock: if two answers in a hundred are wrong, seven of 64 are so once
            // in 3,000 times; one machine of five gives fewer than seven once in 50 times.
            if min(same, other) >= 3, turn < 10 || min(same, other) >= 7 { return (same, other) }
        }
        throw .changes(Self.contradiction)
    }

    /// The offsets at which a question leaves and is answered within the time in which two clocks would differ.
    private func doubtful(_ odd: Observation) -> Bounds {
        let bounds = survey.evidence.bounds(odd.key)
        let (start, end) = odd.isFlipped ? (odd.early, bounds.lower) : (bounds.upper, odd.early)
        return Bounds(lower: min(start, odd.early), upper: max(min(start, odd.early), end - survey.pace.typical))
    }

    mutating func checkGoodAndDead() throws(Obstacle) {
        guard try accepts(goodQuestion()) else { throw .changes("a good token is refused now and then") }
        guard findings[.exp].isLookedAt else { return }
        guard try !accepts(badQuestion(.exp)) else { throw .changes("a dead token is accepted now and then") }
    }

    /// Whether the flip has come by `offset` after the second of the claim, or up to `tolerance` later.
    private mutating func isFlipped(
        _ key: FlipKey,
        at offset: Duration,
        within tolerance: Duration = .zero
    ) throws(Obstacle) -> Bool {
        // Several are asked in one second, if they are near enough; all go by one reading of the clock.
        let soonest = soonest
        let late = (soonest.sinceEpoch - offset).fraction
        let instant = late < tolerance ? offset + late : offset
        return try observe(Offer(key, at: instant, soonest: soonest), isFresh: true).isFlipped
    }

    /// Looks for the earliest flip and the latest, since several clocks answer.
    ///
    /// - Parameter share: the share of the rarer answers.
    private mutating func measureSpread(_ odd: Observation, share: Double) throws(Obstacle) {
        // The rarer a clock answers, the more questions it takes to notice it.
        let tries = min(max(Int((3 / share).rounded(.up)), 5), 14)
        let earliest = try edge(odd, isEarliest: true, tries: tries)
        let latest = try edge(odd, isEarliest: false, tries: tries)
        let spread = Bounds(lower: max(.zero, latest.lower - earliest.upper), upper: latest.upper - earliest.lower)
        guard spread.middle > .milliseconds(6) else {
            throw .changes(Self.contradiction + " within a few milliseconds")
        }
        // A server that answers wrongly at random does so here as well.
        for _ in 0..<36 { try checkGoodAndDead() }
        var counts = [true: 0, false: 0]
        // This lies between two instants at which they surely differed.
        let middle = (earliest.upper + latest.lower) / 2
        for _ in 0..<60 where counts.values.contains(where: { $0 < 5 }) {
            counts[try isFlipped(odd.key, at: middle), default: 0] += 1
        }
        guard counts.values.allSatisfy({ $0 >= 5 }) else { throw .changes(Self.contradiction + " at random") }
        findings.spread = spread
        throw .changes("several clocks")
    }

    /// The offset at which the first clock flips, or the last one.
    private mutating func edge(_ odd: Observation, isEarliest: Bool, tries: Int) throws(Obstacle) -> Bounds {
        let sign = isEarliest ? -1 : 1
        // Two distances from the place where answers differ: one within the range of clocks, and one beyond it.
        var near = Duration.zero
        var far: Duration?
        var distance = Duration.milliseconds(30)
        while far.map({ $0 - near > max(.milliseconds(4), near / 20) }) ?? true {
            let point = far.map { (near + $0) / 2 } ?? distance
            guard point < .seconds(60) else { throw .changes("answers differ at any instant") }
            var isMixed = false
            for _ in 0..<tries where !isMixed {
                isMixed =
                    try isFlipped(odd.key, at: odd.early + point * sign - .milliseconds(2), within: .milliseconds(4))
                    == isEarliest
            }
            if isMixed { near = point } else { far = point }
            distance = distance * 4
        }
        let bounds = [near, far ?? near].map { odd.early + $0 * sign }.sorted()
        return Bounds(lower: bounds[0], upper: bounds[1])
    }
}
