internal import JWT

extension ProbeReport {
    private static let width = 80

    /// The report in at most 80 columns, unless an address is longer.
    package var text: String {
        var output = Self.wrapped(sentences.map { $0 + "." }.joined(separator: " "))
        if obstacle == nil, !findings.lookedAt.isEmpty {
            output += [""] + table
            if let timeline { output += [""] + timeline }
        }
        let notes = notes
        if !notes.isEmpty { output += [""] + notes.flatMap { Self.wrapped($0 + ".") } }
        return output.map { $0 + "\n" }.joined()
    }

    static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var current = ""
        for word in text.split(separator: " ") {
            if !current.isEmpty, current.count + 1 + word.count > width {
                lines.append(current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        return lines + [current]
    }

    private var table: [String] {
        let head = ["claim", "looked at", "demanded", "leeway", "±", "bound", "fractions", "strings"]
        let rows = lines.map { line -> [String] in
            let isKnown = line.presence.isLookedAt
            return [
                line.claim.rawValue, isKnown ? "yes" : "no", line.presence.isDemanded ? "yes" : "no",
                line.leeway.map(ProbeText.seconds) ?? "-", line.uncertainty.map(ProbeText.uncertainty) ?? "-",
                line.bound ?? "-", isKnown ? line.fractions : "-", line.presence.text?.rawValue ?? "-",
            ]
        }
        let widths = [6, 10, 9, 12, 8, 6, 13, 0]
        return ([head] + rows).map { row in
            let text = zip(row, widths).map { $0 + String(repeating: " ", count: max($1 - $0.count, 0)) }.joined()
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// When a token of whole seconds is accepted, around its `nbf` or `iat` and its `exp`.
    private var timeline: [String]? {
        guard let best, best.isLeewayKnown, findings[.exp].isLookedAt else { return nil }
        let rule = Rule(validator: best.validator)
        let start = [TimedClaim.nbf, .iat].first { findings[$0].isLookedAt }
        let before = start.map { rule.longestGrace($0, leeway: best.leeway) } ?? .zero
        let after = rule.longestGrace(.exp, leeway: best.leeway)
        func label(_ name: String, _ span: Duration) -> String {
            guard span.absolute >= .milliseconds(1) else { return name }
            return name + (span > .zero ? " + " : " - ") + ProbeText.short(span.absolute)
        }
        guard let start else {
            return [
                "       any start               exp" + "          \(label("exp", after))",
                "       |#######################|##########| refused",
            ]
        }
        let name = start.rawValue
        let first = label(name, .zero - before)
        let last = label("exp", after)
        let middle = String(repeating: " ", count: max(24 - first.count, 1))
        return [
            "          \(first)\(middle)\(name)             exp\(String(repeating: " ", count: 10))\(last)",
            "  refused |#######################|###############|############| refused",
        ]
    }

    private static func side(_ skew: Duration) -> String { skew < .zero ? "behind" : "ahead of" }

    /// `envoy with 60 s or istio with 60 s`.
    private static func list(_ fits: [Fit]) -> String {
        ProbeText.list(fits.map { "\($0.validator.name) with \(ProbeText.short($0.leeway))" }, "or")
    }

    private var notes: [String] {
        var notes: [String] = []
        if let best {
            let skew = best.skew.middle
            notes.append(
                """
                Its clock: \(ProbeText.milliseconds(skew.absolute)) \(Self.side(skew)) ours \
                (± \(ProbeText.milliseconds(best.skew.width / 2))), by its tokens
                """
            )
            switch best.agreement {
            case .none: notes.append("Its Date field is another clock's")
            case .lagging: notes.append("Its Date field lags behind that: a cached one")
            case .exact where findings.dates.lower == nil: notes.append("It has no Date field")
            case .exact: break
            }
            if !others.isEmpty { notes.append("The same answers would come from " + Self.list(others)) }
            if let rival = rivals.first {
                let date = rival.agreement == .exact ? "no cached one" : "a cached one"
                let skew = rival.skew.middle
                notes.append(
                    """
                    If its Date is \(date), and its clock \(ProbeText.milliseconds(skew.absolute)) \
                    \(Self.side(skew)) ours: \(Self.list(rivals))
                    """
                )
            }
            let relatives = relatives.map { fit in
                "\(fit.validator.name) (\(ProbeText.list(Fit.Difference.text(fit.differences))))"
            }
            if !relatives.isEmpty { notes.append("The same times, but other tokens: " + ProbeText.list(relatives)) }
            if best.isQuantised, best.isLeewayKnown, !isOneSided {
                notes.append(
                    """
                    No token tells that leeway from any other between \(ProbeText.short(best.leeways.lowerBound)) and \
                    \(ProbeText.short(best.leeways.upperBound)): it reckons in whole seconds
                    """
                )
            }
        }
        notes += findings.notes.map(Self.text)
        let pace =
            findings.slowest > .zero
            ? ", \(ProbeText.milliseconds(findings.fastest)) to \(ProbeText.milliseconds(findings.slowest)) each" : ""
        if findings.requests > 0 {
            notes.append("\(findings.requests) requests in \(ProbeText.short(findings.time / 100 * 100))\(pace)")
        }
        return notes
    }

    /// Whether only one side of a token's life is judged, so that clock and leeway cannot be told apart by tokens.
    var isOneSided: Bool { findings.lookedAt.allSatisfy(\.isStart) || findings.lookedAt == [.exp] }

    private static func text(_ note: Findings.Note) -> String {
        switch note {
        case .startedAnew:
            "Answers contradicted each other once, as if a clock was set meanwhile; asked again, all of them agreed"
        case .limited(let times): "It limits requests (429): \(times) times, it was waited for as long as it asked"
        case .strays(let count): "Neither yes nor no, and asked again: \(count) answers"
        case .farOff: "Its clock is far off"
        case .byBody: "All statuses are alike: yes and no were told apart by the names in the JSON bodies"
        case .remembers: "It remembers tokens: one that it accepted before its death it accepts after it"
        case .judgesAge: "It also refuses a token whose iat is a day old"
        }
    }
}
