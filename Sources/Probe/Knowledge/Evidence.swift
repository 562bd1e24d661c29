internal import JWT

/// All that the answers say of flips.
struct Evidence: Sendable {
    private(set) var hard: [FlipKey: Bounds] = [:]
    /// The bounds that at least two answers support, on each side.
    private var lowers: [FlipKey: [Duration]] = [:]
    private var uppers: [FlipKey: [Duration]] = [:]
    /// The bounds if both ways of the network took equally long.
    private(set) var soft: [FlipKey: Bounds] = [:]
    private(set) var counts: [FlipKey: Int] = [:]
    private var observations: [Observation] = []
    /// How many of the last answers to a key have told nothing new.
    private(set) var idle: [FlipKey: Int] = [:]

    func bounds(_ key: FlipKey) -> Bounds {
        hard[key] ?? Bounds(lower: .seconds(-1 << 40), upper: .seconds(1 << 40))
    }

    func bounds(_ claim: TimedClaim) -> Bounds { bounds(FlipKey(claim)) }

    /// The bounds that do not rest on a single answer, if more than one has been given on each side.
    func firm(_ key: FlipKey) -> Bounds {
        let bounds = bounds(key)
        return Bounds(
            lower: lowers[key].flatMap { $0.count > 1 ? $0[1] : nil } ?? bounds.lower,
            upper: uppers[key].flatMap { $0.count > 1 ? $0[1] : nil } ?? bounds.upper
        )
    }

    /// The most likely place of the flip.
    func estimate(_ key: FlipKey) -> Duration {
        let hard = bounds(key)
        guard let soft = soft[key], !soft.isEmpty else { return hard.middle }
        return min(max(soft.middle, hard.lower), hard.upper)
    }

    /// Whether one clock cannot have given both this answer and those before it.
    func isContradicted(by observation: Observation) -> Bool {
        bounds(observation.key).intersection(observation.hard).isEmpty
    }

    /// Whether a clock that was set explains the difference to `before`: more than one answer there has to contradict
    /// these, since a single one may have been an accident.
    func isApart(from before: Evidence) -> Bool { before.observations.count(where: isContradicted) > 1 }

    mutating func take(_ observation: Observation) {
        observations.append(observation)
        let key = observation.key
        let before = bounds(key)
        let after = before.intersection(observation.hard)
        hard[key] = after
        counts[key, default: 0] += 1
        if observation.isFlipped {
            uppers[key] = Array(((uppers[key] ?? []) + [observation.late]).sorted().prefix(2))
        } else {
            lowers[key] = Array(((lowers[key] ?? []) + [observation.early]).sorted(by: >).prefix(2))
        }
        idle[key] = after.width * 20 > before.width * 19 ? idle[key, default: 0] + 1 : 0
        let half = (observation.received - observation.sent) / 2
        let middle = observation.early + half
        var soft = self.soft[key] ?? before
        if observation.isFlipped { soft.upper = min(soft.upper, middle) } else { soft.lower = max(soft.lower, middle) }
        self.soft[key] = soft
    }

    /// Begins the search for a flip within these bounds.
    mutating func begin(_ claim: TimedClaim, within bounds: Bounds) { hard[FlipKey(claim)] = bounds }
}
