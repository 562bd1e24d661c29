internal import Durations
internal import JWT

extension ProbeReport {
    /// The result, in sentences.
    package var sentences: [String] {
        if let obstacle { return ["could not tell: " + Self.text(obstacle, findings)] + partial }
        guard !findings.lookedAt.isEmpty else {
            return ["\(url) judges signatures, and no time: a token of theirs is good for ever"]
        }
        guard let best else { return unknown }
        var name = "\(url) judges as \(best.validator.name) does"
        let alike = alike.map(\.validator.name)
        if !alike.isEmpty { name += " (no token tells it from \(ProbeText.list(alike, "or")))" }
        var sentences = ["\(name): \(forgiveness)"]
        if !best.differences.isEmpty {
            sentences.append(
                "Unlike the profile, " + ProbeText.list(Fit.Difference.text(best.differences, opposite: true))
            )
        }
        sentences += consequences(Rule(validator: best.validator), best)
        return sentences
    }

    /// `it never looks at iat, and forgives 60.000 s ± 2 ms at nbf and exp`.
    private var forgiveness: String {
        let ignored = TimedClaim.allCases.filter { !findings[$0].isLookedAt }.map(\.rawValue)
        var parts: [String] = []
        if !ignored.isEmpty { parts.append("it never looks at \(ProbeText.list(ignored, "or"))") }
        var groups: [(text: String, claims: [String])] = []
        for line in lines where line.presence.isLookedAt {
            let text: String
            if let leeway = line.leeway {
                let doubt = line.uncertainty.map { $0 > .zero ? " ± " + ProbeText.uncertainty($0) : "" } ?? ""
                text = leeway == .zero && doubt.isEmpty ? "nothing" : ProbeText.seconds(leeway) + doubt
            } else {
                text = "what nobody can tell without its clock"
            }
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].claims.append(line.claim.rawValue)
            } else {
                groups.append((text, [line.claim.rawValue]))
            }
        }
        let forgiven = ProbeText.list(groups.map { "\($0.text) at \(ProbeText.list($0.claims))" })
        parts.append((parts.isEmpty ? "it forgives " : "and forgives ") + forgiven)
        return parts.joined(separator: ", ")
    }

    /// What that means for a clock that is ahead, and for an expired token.
    private func consequences(_ rule: Rule, _ fit: Fit) -> [String] {
        var sentences: [String] = []
        let starts = [TimedClaim.iat, .nbf].filter { findings[$0].isLookedAt }
        guard fit.isLeewayKnown else { return [] }
        // A token of whole seconds, made 200 ms ahead and used at once: refused as long as its second has not come.
        let worst = starts.map { rule.longestGrace($0, leeway: fit.leeway) }.min()
        let late = worst.map { Duration.milliseconds(200) - $0 } ?? .zero
        let share = min(max(late.nearestMilliseconds, 0), 1000)
        sentences.append(
            share == 0
                ? "A token from a clock 200 ms ahead is accepted"
                : "A token from a clock 200 ms ahead is refused in \(share / 10) % of first calls, if its times are of whole seconds"
        )
        if findings[.exp].isLookedAt {
            let grace = rule.longestGrace(.exp, leeway: fit.leeway)
            // A moment just after an exact instant is no time at all.
            sentences.append(
                grace < .milliseconds(1)
                    ? "A dead token is refused at once" : "A dead one lives \(ProbeText.short(grace)) longer"
            )
        }
        return sentences
    }

    private var unknown: [String] {
        var sentences = ["\(url) judges as no profile here does: \(forgiveness)"]
        if let nearest {
            sentences.append(
                "The nearest is \(nearest.validator.name), which differs: \(ProbeText.list(nearest.differences))"
            )
        }
        return sentences
    }

    /// What is known although no fitting profile could be found.
    private var partial: [String] {
        if let spread = findings.spread {
            let margin = ProbeText.uncertainty(spread.width / 2)
            return [
                """
                Answers differ at one and the same instant: two clocks or more, \
                \(spread.middle.nearestMilliseconds) ms apart (± \(margin)): one of its machines is behind
                """
            ]
        }
        return lines.compactMap { line in
            guard let leeway = line.leeway, let uncertainty = line.uncertainty else { return nil }
            let name = line.claim.rawValue
            return
                "Known so far: it forgives \(ProbeText.seconds(leeway)) ± \(ProbeText.uncertainty(uncertainty)) at \(name)"
        }
    }

    static func text(_ obstacle: Obstacle, _ findings: Findings) -> String {
        switch obstacle {
        case .unreachable(let reason): return "it cannot be reached: \(reason)"
        case .refusesEverything(let status) where (300..<400).contains(status):
            return "it answers every request by a redirect (\(status)), and nothing is followed"
        case .refusesEverything(let status):
            return """
                it refuses everything (\(status)), a good token as a forged one: it is the key, the header, or a claim \
                that it demands (--claims)
                """
        case .acceptsEverything(let status):
            return "it accepts everything (\(status)): nothing there looks at tokens"
        case .takesForgedSignatures: return "it takes a forged signature, so that anybody can make a token"
        case .changes("several clocks"): return "its answers change"
        case .changes(let what): return "its answers change: \(what)"
        case .limitsRequests(let seconds):
            let patience = seconds.map { " for \($0) s" } ?? ""
            return "it limits requests (429)\(patience), after \(findings.requests) of them"
        case .unclear(let status): return "it answers \(status) again and again, which is neither yes nor no"
        case .slow(let time):
            return """
                it takes \(ProbeText.short(time)) to answer, and what becomes of fractions shows within a quarter of a \
                second
                """
        case .outOfRequests(let limit): return "\(limit) requests were not enough"
        case .outOfTime(let limit): return "\(ProbeText.short(limit)) were not enough (--limit)"
        case .interrupted: return "it was interrupted after \(findings.requests) requests"
        case .noToken(let reason): return reason
        }
    }
}
