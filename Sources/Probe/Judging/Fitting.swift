internal import Durations
package import JWT

/// Finds the profiles that fit what was found, and their leeways.
package struct Fitting: Sendable {
    private static let usual = [0, 1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 900, 1800, 3600]

    private let findings: Findings
    /// The flips that are known, each with its bounds.
    private let flips: [(key: FlipKey, bounds: Bounds)]

    package init(_ findings: Findings) {
        self.findings = findings
        let claims = findings.lookedAt
        flips = findings.bounds
            .filter { claims.contains($0.key.claim) }
            .map { ($0.key, $0.value) }
            .sorted { ($0.key.claim.rawValue, $0.key.fraction) < ($1.key.claim.rawValue, $1.key.fraction) }
    }

    /// The profiles that fit, the best ones first: those that agree best with the Date fields, and behind them those that
    /// would do so if a Date that seems exact were a cached one, if their leeway is less odd.
    ///
    /// A Date that lags by half a second makes a clock of whole seconds look like an exact one that is late and forgives
    /// half a second more; no token tells one from the other. Nobody configures 60.5 s: if that clock would be apart from
    /// ours and the other one would not, the other one is likelier. Half a second alone is another matter.
    package func fits(among validators: [Validator] = Validator.all) -> [Fit] {
        guard isComplete else { return [] }
        let all = validators.enumerated()
            .compactMap { index, validator in match(Rule(validator: validator)).map { (index: index, fit: fit($0)) } }
            .sorted { order($0.fit, $0.index) < order($1.fit, $1.index) }
            .map(\.fit)
        guard let agreement = all.map(\.agreement).min() else { return [] }
        let agreeing = all.filter { $0.agreement == agreement }
        guard agreement == .exact, isTwoSided, let first = agreeing.first else { return agreeing }
        let rivals = all.filter { $0.agreement == .lagging && rank($0) < rank(first) }
        guard let rival = rivals.first else { return agreeing }
        let isLikelier =
            first.leeway > .seconds(1) && first.skew.middle.absolute > .milliseconds(400)
            && rival.skew.middle.absolute < .milliseconds(100)
        return isLikelier ? rivals + agreeing : agreeing + rivals
    }

    /// The order of fits.
    ///
    /// Whether fractions are accepted comes first: that is asked again and again, unlike other differences.
    private func order(_ fit: Fit, _ index: Int) -> (Int, Int, Int, Int, Int, Int) {
        (
            fit.differences.count(where: \.isOfFractions), fit.differences.isEmpty ? 0 : 1, rank(fit),
            fit.isConfigurable ? 0 : 1, fit.differences.count, index
        )
    }

    private func rank(_ fit: Fit) -> Int { fit.isDefault ? -1 : Self.oddness(fit.leeway) }

    /// Whether any profile gives these answers.
    package func hasFit(among validators: [Validator] = Validator.all) -> Bool {
        isComplete && validators.contains { match(Rule(validator: $0)) != nil }
    }

    /// The clocks that the server may have, if the profiles that fit do not agree about it: how far each is ahead,
    /// unless the Date fields speak against it.
    package func rivalClocks(among validators: [Validator] = Validator.all) -> [Duration] {
        guard isComplete, findings.dates.lower != nil else { return [] }
        let matches = validators.compactMap { match(Rule(validator: $0)) }.filter { $0.agreement != .none }
        var clocks: [Duration] = []
        for match in matches where !clocks.contains(where: { ($0 - match.skew.middle).absolute < .milliseconds(100) }) {
            clocks.append(match.skew.middle)
        }
        return clocks.count > 1 ? clocks : []
    }

    /// Whether the flip is known of every claim that is looked at.
    private var isComplete: Bool {
        !findings.lookedAt.isEmpty && findings.lookedAt.allSatisfy { findings.estimates[$0] != nil }
    }

    private struct Match {
        let rule: Rule
        let leeway: Duration
        let skew: Bounds
        let agreement: Fit.Agreement
    }

    /// The leeway by which `rule` fits best; nil if none does.
    private func match(_ rule: Rule) -> Match? {
        for claim in TimedClaim.allCases where rule.looksAt(claim) != findings[claim].isLookedAt { return nil }
        if findings[.iat].isLookedAt, findings[.nbf].isLookedAt, rule.prefersNotBefore != findings.prefersNotBefore {
            return nil
        }
        var best: Match?
        for leeway in candidates(rule) {
            guard let skew = skew(rule, leeway) else { continue }
            let agreement = agreement(skew)
            guard best.map({ agreement < $0.agreement }) ?? true else { continue }
            best = Match(rule: rule, leeway: leeway, skew: skew, agreement: agreement)
            if agreement == .exact { break }
        }
        return best
    }

    private func fit(_ match: Match) -> Fit {
        Fit(
            validator: match.rule.validator,
            leeway: match.leeway,
            leeways: range(match.rule, around: match.leeway, match.agreement),
            skew: match.skew,
            agreement: match.agreement,
            differences: differences(match.rule),
            isLeewayKnown: isTwoSided || findings.dates.lower != nil,
            measured: measured(match.rule).map(\.uncertainty).max() ?? .zero
        )
    }

    /// Whether both sides of a token's life are judged, so that tokens tell clock and leeway apart.
    private var isTwoSided: Bool {
        findings[.exp].isLookedAt && (findings[.nbf].isLookedAt || findings[.iat].isLookedAt)
    }

    /// How far the clock of a server with this rule must be ahead of ours; nil if no clock gives these answers.
    private func skew(
        _ rule: Rule,
        _ leeway: Duration,
        of claims: [TimedClaim] = TimedClaim.allCases
    ) -> Bounds? {
        var skew = Bounds(lower: .seconds(-1 << 40), upper: .seconds(1 << 40))
        for (key, bounds) in flips where claims.contains(key.claim) {
            guard let flip = rule.flip(key, leeway: leeway) else { return nil }
            skew = skew.intersection(Bounds(lower: flip - bounds.upper, upper: flip - bounds.lower))
            guard !skew.isEmpty else { return nil }
        }
        return skew
    }

    private func agreement(_ skew: Bounds) -> Fit.Agreement {
        guard findings.dates.lower != nil else { return .exact }
        if let exact = findings.dates.exact, !exact.intersection(skew).isEmpty { return .exact }
        if let lagging = findings.dates.lagging, !lagging.intersection(skew).isEmpty { return .lagging }
        return .none
    }

    // MARK: leeways

    /// The leeways by which `rule` would have its flips in their places: each pair of an end and a start gives one, or
    /// one flip alone together with the Date.
    private func measured(_ rule: Rule) -> [(leeway: Duration, uncertainty: Duration)] {
        func half(_ claim: TimedClaim) -> Duration { (findings.bounds[FlipKey(claim)]?.width ?? .zero) / 2 }
        let date = findings.dates.exact ?? findings.dates.lagging
        let starts = [TimedClaim.nbf, .iat].filter { findings[$0].isLookedAt }
        let ends = [TimedClaim.exp].filter { findings[$0].isLookedAt }
        let pairs: [[TimedClaim]] =
            starts.isEmpty || ends.isEmpty ? (starts + ends).map { [$0] } : starts.map { [.exp, $0] }
        return pairs.compactMap { claims in
            // The distance between the flips of an end and a start, or between one flip and the instant of its claim.
            func span(_ flip: (TimedClaim) -> Duration?) -> Duration? {
                claims.reduce(Optional(Duration.zero)) { sum, claim in
                    sum.flatMap { sum in flip(claim).map { claim.isStart ? sum - $0 : sum + $0 } }
                }
            }
            let step = Duration.seconds(10)
            guard var found = span({ findings.estimates[$0] }),
                let none = span({ rule.flip(FlipKey($0), leeway: .zero) }),
                let more = span({ rule.flip(FlipKey($0), leeway: step) }), more > none
            else { return nil }
            var uncertainty = claims.reduce(Duration.zero) { $0 + half($1) }
            if let claim = claims.first, claims.count == 1 {
                let lead = date?.middle ?? .zero
                found = claim.isStart ? found - lead : found + lead
                uncertainty += (date?.width ?? .seconds(2)) / 2
            }
            let slope = (more - none) / step
            return ((found - none) / slope, uncertainty / slope)
        }
    }

    /// The leeways that are worth trying, the likeliest first.
    private func candidates(_ rule: Rule) -> [Duration] {
        var candidates = [rule.validator.leeway]
        var seconds: Set<Int> = []
        for (leeway, uncertainty) in measured(rule) where uncertainty < .seconds(5) {
            let span = uncertainty + .seconds(2)
            let near = (leeway - span).secondsRoundedDown...(leeway + span).secondsRoundedUp
            candidates += Self.usual.filter(near.contains).map { .seconds($0) }
            candidates += near.sorted { (.seconds($0) - leeway).absolute < (.seconds($1) - leeway).absolute }
                .map { .seconds($0) }
            for unit in [100, 50, 10, 1] where uncertainty < .milliseconds(max(unit, 10)) {
                candidates.append(.milliseconds((leeway / unit).nearestMilliseconds * unit))
            }
            candidates.append(leeway)
            seconds.formUnion(near)
        }
        candidates += fractions.flatMap { fraction in seconds.sorted().map { .seconds($0) + .milliseconds(fraction) } }
        return candidates.filter { $0 >= .zero }
    }

    /// The milliseconds that the leeway may have, by the steps of flips.
    private var fractions: [Int] {
        findings.shapes.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { claim, shape -> [Int] in
            guard case .step(let above, let from) = shape, above > 0 else { return [] }
            return claim.isStart ? [above, from] : [1000 - above, 1000 - from]
        }
    }

    /// How far the leeway may be moved in either direction without a contradiction.
    private func range(_ rule: Rule, around leeway: Duration, _ agreement: Fit.Agreement) -> ClosedRange<Duration> {
        func fits(_ leeway: Duration) -> Bool {
            guard leeway >= .zero, let skew = skew(rule, leeway) else { return false }
            return self.agreement(skew) <= agreement
        }
        let limit = .milliseconds(1500) + (measured(rule).map(\.uncertainty).max() ?? .zero) * 2
        func edge(_ sign: Int) -> Duration {
            var good = Duration.zero
            var bad = limit
            while bad - good > .microseconds(100) {
                let middle = (good + bad) / 2
                if fits(leeway + middle * sign) { good = middle } else { bad = middle }
            }
            return leeway + good * sign
        }
        return edge(-1)...edge(1)
    }

    /// How unusual a leeway is among those that people configure.
    private static func oddness(_ leeway: Duration) -> Int {
        if usual.contains(where: { .seconds($0) == leeway }) { return 0 }
        let microseconds = leeway.nearestMicroseconds
        for (oddness, unit) in [1_000_000, 100_000, 50_000, 10_000, 1000].enumerated() where microseconds % unit == 0 {
            return oddness + 1
        }
        return 6
    }

    private func differences(_ rule: Rule) -> [Fit.Difference] {
        var differences: [Fit.Difference] = []
        for claim in TimedClaim.allCases {
            let reading = rule.reading(claim)
            let isDemanded = reading?.isDemanded ?? false
            if isDemanded != findings[claim].isDemanded {
                differences.append(Fit.Difference(claim: claim, kind: isDemanded ? .demands : .doesNotDemand))
            }
            if let takesFractions = findings[claim].takesFractions, takesFractions != rule.takesFractions(claim) {
                differences.append(
                    Fit.Difference(claim: claim, kind: takesFractions ? .takesNoFractions : .takesFractions)
                )
            }
            let takesText = (reading?.text ?? .refused) != .refused
            if let text = findings[claim].text, takesText != (text != .refused) {
                differences.append(Fit.Difference(claim: claim, kind: takesText ? .takesText : .takesNoText))
            }
        }
        if let judgesAge = findings.judgesAge, judgesAge != rule.judgesAge {
            differences.append(Fit.Difference(claim: .iat, kind: judgesAge ? .takesOld : .takesNoOld))
        }
        return differences
    }

    // MARK: if none fits

    /// The profile that differs in the fewest claims, and how it differs.
    package func nearest(among validators: [Validator] = Validator.all) -> (
        validator: Validator, differences: [String]
    )? {
        let all = validators.map { validator -> (validator: Validator, differences: [String]) in
            let rule = Rule(validator: validator)
            var differences: [String] = []
            for claim in TimedClaim.allCases where rule.looksAt(claim) || findings[claim].isLookedAt {
                guard rule.looksAt(claim) == findings[claim].isLookedAt else {
                    differences.append("it \(rule.looksAt(claim) ? "looks" : "does not look") at \(claim.rawValue)")
                    continue
                }
                guard candidates(rule).contains(where: { skew(rule, $0, of: [claim]) != nil }) else {
                    differences.append("it judges \(claim.rawValue) by another rule")
                    continue
                }
            }
            if differences.isEmpty { differences.append("no leeway and no clock makes its claims agree") }
            return (validator, differences)
        }
        return all.min { $0.differences.count < $1.differences.count }
    }
}
