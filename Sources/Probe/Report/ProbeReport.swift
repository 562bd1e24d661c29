package import JWT

/// What is told of an examination: the sentence, the table, the notes.
package struct ProbeReport: Sendable {
    /// The address as it was given.
    let url: String
    let findings: Findings
    let obstacle: Obstacle?
    /// The profiles that fit; empty if none does, or if it could not be told.
    let fits: [Fit]
    let nearest: (validator: Validator, differences: [String])?

    /// - Parameter obstacle: what ended the examination early.
    package init(url: String, _ findings: Findings, obstacle: Obstacle?, among validators: [Validator] = Validator.all)
    {
        self.url = url
        self.findings = findings
        self.obstacle = obstacle
        let fitting = Fitting(findings)
        fits = obstacle == nil ? fitting.fits(among: validators) : []
        nearest =
            obstacle == nil && fits.isEmpty && !findings.lookedAt.isEmpty ? fitting.nearest(among: validators) : nil
    }

    package var isTold: Bool { obstacle == nil }

    package var best: Fit? { fits.first }

    /// Other profiles that would have given the same answers, and do not differ in anything that was asked about.
    var alike: [Fit] {
        guard let best else { return [] }
        return agreeing.filter { isAsGood($0) && $0.leeway == best.leeway }
    }

    /// The profiles that fit with another leeway.
    var others: [Fit] {
        guard let best else { return [] }
        return agreeing.filter { isAsGood($0) && $0.leeway != best.leeway }
    }

    /// The profiles whose times are the same, but which demand or accept something else.
    var relatives: [Fit] { agreeing.filter { !isAsGood($0) } }

    /// The profiles that fit if the Date is not what it seems: a cached one instead of an exact one, or the reverse.
    var rivals: [Fit] { fits.filter { $0.agreement != best?.agreement && isAsGood($0) } }

    /// The others that fit with the same Date.
    private var agreeing: [Fit] { fits.dropFirst().filter { $0.agreement == best?.agreement } }

    private func isAsGood(_ fit: Fit) -> Bool { fit.differences.count <= (best?.differences.count ?? 0) }

    /// What is known of a claim.
    struct Line: Sendable, Hashable {
        let claim: TimedClaim
        let presence: Presence
        let leeway: Duration?
        let uncertainty: Duration?
        let bound: String?
        let fractions: String
    }

    var lines: [Line] { TimedClaim.allCases.map(line) }

    private func line(_ claim: TimedClaim) -> Line {
        let presence = findings[claim]
        guard presence.isLookedAt, let estimate = findings.estimates[claim],
            let bounds = findings.bounds[FlipKey(claim)], bounds.width < .seconds(86_400)
        else {
            return Line(claim: claim, presence: presence, leeway: nil, uncertainty: nil, bound: nil, fractions: "-")
        }
        let fractions = presence.takesFractions == true ? Self.text(findings.shapes[claim] ?? .open) : "refused"
        if let best {
            let rule = Rule(validator: best.validator)
            let isFixed =
                rule.forgiven(claim, leeway: best.leeway) == rule.forgiven(claim, leeway: best.leeway + .seconds(7))
            return Line(
                claim: claim,
                presence: presence,
                leeway: best.isLeewayKnown || isFixed ? rule.forgiven(claim, leeway: best.leeway) : nil,
                uncertainty: isFixed ? .zero : best.uncertainty,
                bound: rule.bound(claim),
                fractions: fractions
            )
        }
        // This goes by our clock and its Date alone: otherwise its leeway cannot be told from its error.
        guard let date = findings.dates.exact ?? findings.dates.lagging else {
            return Line(
                claim: claim,
                presence: presence,
                leeway: nil,
                uncertainty: nil,
                bound: nil,
                fractions: fractions
            )
        }
        let leeway = claim.isStart ? .zero - estimate - date.middle : estimate + date.middle
        return Line(
            claim: claim,
            presence: presence,
            leeway: leeway,
            uncertainty: (bounds.width + date.width) / 2,
            bound: nil,
            fractions: fractions
        )
    }

    private static func text(_ shape: Shape) -> String {
        switch shape {
        case .floor: "cut off"
        case .slope: "count"
        case .nearest: "rounded"
        case .halfEven: "half to even"
        case .step(above: 0, _): "count, by s"
        case .step(_, let from):
            "up from ." + String(repeating: "0", count: max(3 - String(from).count, 0)) + String(from)
        case .open: "not told"
        case .odd: "odd"
        }
    }
}
