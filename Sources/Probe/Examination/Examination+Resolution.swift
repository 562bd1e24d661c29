internal import JWT

extension Examination {
    /// Finds out why two answers contradict each other; returns where the clock was set, and throws what else it is.
    mutating func resolve(_ contradiction: Observation) throws(Obstacle) {
        for _ in 0..<4 { try checkGoodAndDead() }
        let odd = try whole(contradiction)
        let (same, other) = try mixture(odd)
        if same >= 2, other >= 2 { try measureSpread(odd) }
        guard other == 0 else { throw .changes(Self.contradiction) }
    }

    private static var contradiction: String { "one and the same kind of token is refused and accepted" }

    /// A contradiction about whole seconds: where it is one of fractions, it is looked for whether the flip has moved.
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
        throw .changes("what becomes of a fraction is now so, now so")
    }

    /// How many of some questions at one instant are answered as the odd one was, and how many are not.
    ///
    /// A clock that was set answers all alike, and so does one that was never set, where the odd answer was no more than
    /// an accident; several clocks answer now so, now so.
    private mutating func mixture(_ odd: Observation) throws(Obstacle) -> (same: Int, other: Int) {
        var (same, other) = (0, 0)
        for turn in 0..<32 {
            if try isFlipped(odd.key, at: odd.early) == odd.isFlipped { same += 1 } else { other += 1 }
            if other == 0 && same == 8 || same == 0 && other == 14 { return (same, other) }
            // Rare exceptions are no other clock.
            if min(same, other) >= 3, turn < 10 || min(same, other) >= 5 { return (same, other) }
        }
        throw .changes(Self.contradiction)
    }

    private mutating func checkGoodAndDead() throws(Obstacle) {
        guard try accepts(goodQuestion()) else { throw .changes("a good token is refused now and then") }
        guard findings[.exp].isLookedAt else { return }
        guard try !accepts(badQuestion(.exp)) else { throw .changes("a dead token is accepted now and then") }
    }

    /// Whether the flip has come `offset` behind the second of the claim, or up to so much later.
    private mutating func isFlipped(
        _ key: FlipKey,
        at offset: Duration,
        within tolerance: Duration = .zero
    ) throws(Obstacle) -> Bool {
        // Several in one second, where they come near enough; by one reading of the clock.
        let soonest = soonest
        let late = (soonest.sinceEpoch - offset).fraction
        let instant = late < tolerance ? offset + late : offset
        return try observe(Offer(key, at: instant, soonest: soonest), isFresh: true).isFlipped
    }

    /// Several clocks answer: looks for the earliest flip and the latest.
    private mutating func measureSpread(_ odd: Observation) throws(Obstacle) {
        let earliest = try edge(odd, isEarliest: true)
        let latest = try edge(odd, isEarliest: false)
        let spread = Bounds(lower: max(.zero, latest.lower - earliest.upper), upper: latest.upper - earliest.lower)
        guard spread.middle > .milliseconds(6) else {
            throw .changes(Self.contradiction + " within a few milliseconds")
        }
        for _ in 0..<10 { try checkGoodAndDead() }
        var counts = [true: 0, false: 0]
        // Between two instants at which they differed for sure.
        let middle = (earliest.upper + latest.lower) / 2
        for _ in 0..<24 where counts.values.contains(where: { $0 < 2 }) {
            counts[try isFlipped(odd.key, at: middle), default: 0] += 1
        }
        guard counts.values.allSatisfy({ $0 >= 2 }) else { throw .changes(Self.contradiction + " at random") }
        findings.spread = spread
        throw .changes("several clocks")
    }

    /// Where the first clock flips, or the last one.
    private mutating func edge(_ odd: Observation, isEarliest: Bool) throws(Obstacle) -> Bounds {
        let sign = isEarliest ? -1 : 1
        // Distances from where answers differ: within the range of clocks, and beyond it.
        var near = Duration.zero
        var far: Duration?
        var distance = Duration.milliseconds(30)
        while far.map({ $0 - near > max(.milliseconds(4), near / 20) }) ?? true {
            let point = far.map { (near + $0) / 2 } ?? distance
            guard point < .seconds(60) else { throw .changes("answers differ at any instant") }
            var isMixed = false
            for _ in 0..<6 where !isMixed {
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
