internal import Durations
internal import JWT

/// What is known of the flips of all claims, and which question tells most next: a value that is given answers.
///
/// A flip is found by *waiting* for the instant at which a token of whole seconds changes, first to the second and then
/// finer. Then fractions are asked about in the same way, with half a second of room, so that the network does not
/// matter.
struct Survey: Sendable {
    /// The leeways that people configure, in seconds.
    private static let leeways = [0, 5, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 900, 1800, 3600]

    var evidence = Evidence()
    var pace = Pace()
    /// The claims that are looked at.
    var claims: [TimedClaim] = []
    /// The ones among them that may have a fraction.
    var fractional: Set<TimedClaim> = []
    /// How far the server's clock is ahead, as far as that is known; nil if it may be anything.
    var lead: Bounds? = Bounds(lower: .seconds(-1), upper: .seconds(1))

    /// The question whose instant comes first; nil if nothing more can be found out.
    func next(soonest: NumericDate) -> Offer? {
        claims.compactMap { flip($0, soonest) ?? fraction($0, soonest) }.min { $0.sendAt < $1.sendAt }
    }

    func isFine(_ claim: TimedClaim) -> Bool {
        let key = FlipKey(claim)
        let width = evidence.bounds(key).width
        // If another claim has told it finely, this one need not tell it again.
        let goal = claim == .iat && claims.contains(.nbf) ? pace.goal * 2 : pace.goal
        return width <= goal || evidence.idle[key, default: 0] >= (width <= goal * 3 ? 2 : 6)
    }

    // MARK: whole seconds

    private func flip(_ claim: TimedClaim, _ soonest: NumericDate) -> Offer? {
        guard !isFine(claim) else { return nil }
        let bounds = evidence.bounds(claim)
        let key = FlipKey(claim)
        guard bounds.width <= .seconds(1) + pace.typical else {
            guard claim == .exp || !claims.contains(.exp) || evidence.bounds(.exp).width <= .seconds(1) + pace.typical
            else {
                return nil
            }
            let second = (soonest.sinceEpoch - coarseTarget(claim, bounds)).nearestSeconds
            return Offer(key, second: second, sendAt: soonest)
        }
        // If others are about to be known, they save questions.
        guard bounds.width > .milliseconds(520) || teachers(of: claim).allSatisfy(isFine) else { return nil }
        return fine(key, within: bounds, soonest: soonest)
    }

    /// The claims whose flips hint at the place of this one's.
    private func teachers(of claim: TimedClaim) -> [TimedClaim] {
        let before: [TimedClaim] =
            switch claim {
            case .exp: []
            case .nbf: [.exp]
            case .iat: [.nbf, .exp]
            }
        return before.filter(claims.contains)
    }

    private func coarseTarget(_ claim: TimedClaim, _ bounds: Bounds) -> Duration {
        let (guesses, values) = expectations(claim)
        for exact in guesses {
            // A question beside it may have come so near that the guess lies a little outside the bounds by now.
            let guess = min(max(exact, bounds.lower), bounds.upper)
            guard (exact - guess).absolute < .milliseconds(1500) else { continue }
            if let target = beside(guess, bounds) { return target }
        }
        let inside = values.filter(bounds.contains).sorted()
        if inside.count == 1, let target = beside(inside[0], bounds) { return target }
        if inside.count > 1 {
            let cut = (inside[inside.count / 2 - 1] + inside[inside.count / 2]) / 2
            if bounds.lower + .seconds(1) < cut, cut < bounds.upper - .seconds(1) { return cut }
        }
        return bounds.middle
    }

    /// A place on one side of the guess, then on the other.
    private func beside(_ guess: Duration, _ bounds: Bounds) -> Duration? {
        let room = Duration.milliseconds(900) + (lead?.width ?? .seconds(1)) / 2
        // A question that leaves at once may be half a second beside it, and an answer is no finer than its time.
        let slack = .milliseconds(500) + pace.typical
        if guess - room - slack > bounds.lower { return guess - room }
        if guess + room + slack < bounds.upper { return guess + room }
        return nil
    }

    /// The places that the flip of a claim may have: first the likely ones, then those of the leeways that people
    /// configure.
    private func expectations(_ claim: TimedClaim) -> (guesses: [Duration], values: [Duration]) {
        let leeways = Self.leeways.map { Duration.seconds($0) }
        let end = claims.contains(.exp) ? evidence.bounds(.exp).middle : nil
        guard let lead = lead?.middle else { return ([], end.map { end in leeways.map { end - $0 * 2 } } ?? []) }
        guard claim.isStart else { return ([], leeways.map { $0 - lead }) }
        // They are the same instant as the other start, the same leeway as at exp, and none.
        let other = claim == .iat && claims.contains(.nbf) ? [evidence.bounds(.nbf).middle] : []
        return (other + (end.map { [.zero - $0 - lead * 2] } ?? []) + [.zero - lead], leeways.map { .zero - $0 - lead })
    }

    private func fine(_ key: FlipKey, within bounds: Bounds, soonest: NumericDate) -> Offer {
        let half = pace.typical / 2
        if let guess = prediction(key.claim, bounds) {
            let margin = max(.milliseconds(1), half / 2)
            if guess - bounds.lower > margin * 2 + half {
                return Offer(key, at: guess - margin - half, soonest: soonest)
            }
            if bounds.upper - guess > margin * 2 + half {
                return Offer(key, at: guess + margin - half, soonest: soonest)
            }
        }
        // How much a question can cut off: an answer tells only that the token was judged while it was under way.
        let room = max(bounds.width - pace.fastest, bounds.width / 8)
        // After "not yet", the rest of the range can be asked in the same second; "already" costs a second.
        let step = room / 3 > pace.typical + .milliseconds(1) ? room / 3 : room / 2
        let offer = Offer(key, at: bounds.lower + step, soonest: soonest)
        // Asking now is as good as later, if it cuts off as much.
        let phase = (soonest.sinceEpoch - bounds.lower).fraction
        if offer.sendAt - soonest > .milliseconds(50), room / 8 < phase, phase < room * 3 / 4 {
            return Offer(key, at: bounds.lower + phase, soonest: soonest)
        }
        return offer
    }

    /// The place that another claim's flip lets one expect: the same instant of a second, or the last one of this
    /// claim.
    private func prediction(_ claim: TimedClaim, _ bounds: Bounds) -> Duration? {
        for teacher in teachers(of: claim) where isFine(teacher) {
            let known = evidence.estimate(FlipKey(teacher))
            let phase = (known - bounds.lower).fraction
            let guess = bounds.lower + phase
            if bounds.contains(guess) { return guess }
        }
        return nil
    }

    // MARK: fractions

    /// The moves that the flip of a fraction may have from that of the whole second.
    func moves(_ key: FlipKey) -> [Duration] {
        let whole = evidence.bounds(key.claim)
        let moved = evidence.bounds(key)
        let all: [Duration] = key.fraction == 500 ? [.zero, .milliseconds(500), .seconds(1)] : [.zero, .seconds(1)]
        return all.filter { moved.lower - whole.upper < $0 && $0 < moved.upper - whole.lower }
    }

    private enum Step {
        case ask(FlipKey, isParityFixed: Bool)
        case known(Shape)
    }

    func shape(_ claim: TimedClaim) -> Shape {
        guard fractional.contains(claim) else { return .open }
        if case .known(let shape) = step(claim) { return shape }
        return .open
    }

    private func fraction(_ claim: TimedClaim, _ soonest: NumericDate) -> Offer? {
        guard fractional.contains(claim), isFine(claim) || evidence.bounds(claim).width <= .milliseconds(60),
            case .ask(let key, let isParityFixed) = step(claim)
        else { return nil }
        guard !waitsForHint(claim, key) else { return nil }
        return offer(key, within: window(key), soonest: soonest, isParityFixed: isParityFixed)
    }

    /// A question about a fraction; at once, if that tells as much as later.
    func offer(_ key: FlipKey, within window: Bounds, soonest: NumericDate, isParityFixed: Bool) -> Offer {
        let whole = evidence.bounds(key.claim)
        // The answer has to come before the window closes.
        let margin = min(.milliseconds(40) + pace.typical, window.width / 3)
        let opening = whole.upper + window.lower + margin
        let closing = whole.lower + window.upper - margin - pace.typical
        let phase = (soonest.sinceEpoch - opening).fraction
        let second = (soonest.sinceEpoch - opening).secondsRoundedDown
        if opening + phase < closing, !isParityFixed || (second % 2 != 0) == key.isOdd {
            return Offer(key, second: second, sendAt: soonest)
        }
        let start = max(min(opening, closing), whole.lower + window.lower)
        return Offer(key, at: start, soonest: soonest, odd: isParityFixed ? key.isOdd : nil)
    }

    /// The range of moves in which the next question about a fraction tells the most.
    private func window(_ key: FlipKey) -> Bounds {
        guard key.fraction == 500 else { return Bounds(lower: .zero, upper: .seconds(1)) }
        return moves(key).first == .milliseconds(500)
            ? Bounds(lower: .milliseconds(500), upper: .seconds(1)) : Bounds(lower: .zero, upper: .milliseconds(500))
    }

    /// Whether another claim will soon tell at which fraction this one's flip steps.
    private func waitsForHint(_ claim: TimedClaim, _ key: FlipKey) -> Bool {
        guard ![1, 499, 500, 501, 999].contains(key.fraction) else { return false }
        return claims.prefix { $0 != claim }.contains { other in
            fractional.contains(other) && isOpen(other)
        }
    }

    private func isOpen(_ claim: TimedClaim) -> Bool {
        if case .ask = step(claim) { return true }
        return false
    }

    /// The move of a fraction's flip, if it is known; a nil move that is known fits none of the rules.
    private func move(_ key: FlipKey) -> (isKnown: Bool, move: Duration?) {
        let moves = moves(key)
        return (moves.count < 2, moves.first)
    }

    /// The shape of a claim, or the question that has to be asked to know more of it.
    private func step(_ claim: TimedClaim) -> Step {
        let halves = [FlipKey(claim, fraction: 500, second: 0), FlipKey(claim, fraction: 500, second: 1)]
        let asked = halves.first { move($0).isKnown } ?? halves.max { count($0) < count($1) } ?? halves[0]
        func other(_ next: (Duration?) -> Step) -> Step {
            resolve(FlipKey(claim, fraction: 500, second: asked.isOdd ? 0 : 1), isParityFixed: true, next)
        }
        // Another question of the same parity may be needed, so that the first one fixes it.
        return resolve(asked, isParityFixed: count(asked) > 0) { half in
            switch half {
            case .zero:
                at(claim, 999) { isUp in
                    guard isUp else { return .known(.floor) }
                    return at(claim, 501) { isUp in
                        guard isUp else { return bisect(claim, from: 501, to: 999) }
                        return other { move in
                            switch move {
                            case .zero: .known(.step(above: 500, from: 501))
                            case .seconds(1) where !asked.isOdd: .known(.halfEven)
                            default: .known(.odd)
                            }
                        }
                    }
                }
            case .milliseconds(500): .known(.slope)
            case .seconds(1):
                at(claim, 1) { isUp in
                    guard !isUp else { return .known(.step(above: 0, from: 1)) }
                    return at(claim, 499) { isUp in
                        guard !isUp else { return bisect(claim, from: 1, to: 499) }
                        return other { move in
                            switch move {
                            case .seconds(1): .known(.nearest)
                            case .zero where asked.isOdd: .known(.halfEven)
                            default: .known(.odd)
                            }
                        }
                    }
                }
            default: .known(.odd)
            }
        }
    }

    /// The step that follows from a move, or the question that finds it out.
    private func resolve(_ key: FlipKey, isParityFixed: Bool = false, _ next: (Duration?) -> Step) -> Step {
        let (isKnown, move) = move(key)
        guard !isKnown else { return next(move) }
        return count(key) < 4 ? .ask(key, isParityFixed: isParityFixed) : .known(.open)
    }

    /// The step that follows from a fraction that moves the flip by a whole second or not at all.
    private func at(_ claim: TimedClaim, _ fraction: Int, _ next: (Bool) -> Step) -> Step {
        resolve(FlipKey(claim, fraction: fraction)) { move in
            move.map { next($0 == .seconds(1)) } ?? .known(.odd)
        }
    }

    private func count(_ key: FlipKey) -> Int { evidence.counts[key, default: 0] }

    /// Halves the fractions between one that does not move the flip and one that does.
    private func bisect(_ claim: TimedClaim, from low: Int, to high: Int) -> Step {
        guard high - low > 1 else { return .known(.step(above: low, from: high)) }
        // Claims of one leeway step at the same fraction, or at the rest of the second.
        let likely = hints(claim).filter { low < $0 && $0 < high }
        let fraction = likely.isEmpty ? (low + high) / 2 : likely[(likely.count - 1) / 2]
        return at(claim, fraction) { isUp in
            isUp ? bisect(claim, from: low, to: fraction) : bisect(claim, from: fraction, to: high)
        }
    }

    func hints(_ claim: TimedClaim) -> [Int] {
        // Only claims before this one count, so that no two wait for each other.
        for other in claims.prefix(while: { $0 != claim }) {
            guard case .step(let above, let from) = shape(other), above > 0 else { continue }
            let known = (above - 1)...(from + 1)
            return claim.isStart == other.isStart ? Array(known) : known.reversed().map { 1000 - $0 }
        }
        return []
    }
}
