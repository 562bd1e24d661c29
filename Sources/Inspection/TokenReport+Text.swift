internal import Durations
internal import Gateway
internal import JSON
internal import JWT
internal import Policy
package import TerminalText

// The report as a person reads it, at most 80 columns wide.

extension TokenReport {
    static let width = 80
    private static let times: Set<String> = ["iat", "nbf", "exp", "auth_time"]

    package func text(_ style: TextStyle) -> String {
        var lines = ["Header"]
        lines += header.members.map { Self.line($0.key, Self.plain($0.value)) }
        lines += ["", "Claims"]
        lines += payload.map { $0.members.map { Self.line($0.key, describe($0)) } } ?? ["  none that can be read"]
        lines += ["", "Signature", "  " + signatureText(style)]
        lines += ["", "Verdict at \(UTCText.text(now))"]
        lines += verdictLines(style)
        if !families.isEmpty {
            lines += ["", "Others, each with the leeway that it has"] + families.flatMap(Self.lines)
        }
        if let verdict, case .success(let claims) = claims {
            lines += ["", "Timeline of \(verdict.validator.name) (. refused  + forgiven  | accepted)"]
            lines += Timeline(claims, verdict, now: now).lines(now: now, style)
            lines += ["", "Validators, each with the tolerance that it would have"] + table(style)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ key: String, _ value: String) -> String {
        let key = printable(key)
        return TextColumns.cut("  \(TextColumns.padded(key, to: 10)) \(value)", to: width)
    }

    private func describe(_ member: JSONObject.Member) -> String {
        guard Self.times.contains(member.key), let number = member.value.number, let date = NumericDate(number) else {
            return Self.plain(member.value)
        }
        let digits = number.text
        let padding = String(repeating: " ", count: max(15 - digits.count, 1))
        return "\(digits)\(padding)\(UTCText.text(date))  \(RelativeTime.text(date - now))"
    }

    private static func plain(_ value: JSONValue) -> String { printable(value.plainText) }

    /// The text without control characters: a token may hold any, and a terminal obeys them.
    private static func printable(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                output += "\\u{\(String(scalar.value, radix: 16))}"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private func signatureText(_ style: TextStyle) -> String {
        switch signature {
        case .good: style.paint("good", .green)
        case .bad: style.paint("not by this key", .red)
        case .unchecked where hasKey: style.paint("not checked", .yellow) + ": only HS256 can be"
        case .unchecked:
            style.paint("not checked", .yellow) + ", nor is the algorithm: no key was given (--key-file)"
        }
    }

    private func verdictLines(_ style: TextStyle) -> [String] {
        if let objection {
            let sentence = TokenRefusal(objection).explanation(tolerance: verdict?.tolerance ?? .zero, by: nil)
            let lines = Self.wrapped("refused: " + sentence)
            return [lines[0].replacing("refused", with: style.paint("refused", .red), maxReplacements: 1)]
                + lines.dropFirst()
        }
        guard let verdict else { return [] }
        let name = verdict.validator.name
        let rules = Self.wrapped(verdict.validator.rules)
        guard let refusal = verdict.refusal else {
            let rest = verdict.life?.end.map { end in
                "for " + RelativeTime.length(UInt(clamping: (end - now).millisecondsRoundedUp))
            }
            let hints = hint.map { Self.wrapped($0.explanation) } ?? []
            return ["  " + style.paint("accepted", .green) + " by \(name), \(rest ?? forEver(verdict))"]
                + hints
                + rules
        }
        let sentence = refusal.explanation(tolerance: verdict.forgiven, by: nil)
        let parts = sentence.split(separator: ";").flatMap { Self.wrapped(String($0)) }
        return ["  " + style.paint("refused", .red) + " by \(name)"] + parts + rules
    }

    /// `  refuse it for 143 ms more: pyjwt, authlib`, on as many lines as it needs.
    private static func lines(_ family: TokenFamily) -> [String] {
        let text = family.outcome.text + ": " + family.names.joined(separator: ", ")
        return TextColumns.wrapped(text, to: width - 4).enumerated().map {
            ($0.offset == 0 ? "  " : "    ") + $0.element
        }
    }

    private func forEver(_ verdict: Verdict) -> String {
        verdict.validator.expiration == nil ? "for ever: it looks at no exp" : "for ever: it has no exp"
    }

    private static func wrapped(_ text: String) -> [String] {
        TextColumns.wrapped(text, to: width - 2).map { "  " + $0 }
    }

    private func table(_ style: TextStyle) -> [String] {
        verdicts.map { verdict in
            let name = verdict.validator.name
            let padding = String(repeating: " ", count: max(22 - name.count, 1))
            let tolerance = RelativeTime.length(UInt(verdict.forgiven.millisecondsRoundedDown))
            let gap = String(repeating: " ", count: max(8 - tolerance.count, 1))
            let isGood = verdict.refusal == nil && objection == nil
            let word = style.paint(isGood ? "accepted" : "refused ", isGood ? .green : .red)
            return "  \(name)\(padding)\(tolerance)\(gap)\(word)\(change(of: verdict))"
        }
    }

    /// When the verdict changes into the other one, or which claim is missing.
    private func change(of verdict: Verdict) -> String {
        guard objection == nil else { return "" }
        guard let life = verdict.life else {
            guard let error = verdict.refusal?.error, let claim = error.claim else { return "" }
            return Self.cut("  \(error.kind == .claimMissing ? "demands" : "cannot use") \(Self.printable(claim))")
        }
        if let end = life.end, now >= end { return "  died \(RelativeTime.text(end - now))" }
        if let wait = life.wait(from: now) { return "  heals \(RelativeTime.text(wait))" }
        if verdict.refusal != nil { return "  never good" }
        return life.end.map { "  dies \(RelativeTime.text($0 - now))" } ?? "  never dies"
    }

    private static func cut(_ text: String) -> String { TextColumns.cut(text, to: width - 42) }
}

extension TokenFamily.Outcome {
    /// What a family does.
    fileprivate var text: String {
        switch self {
        case .neverLooks(let claim): "never look at \(claim)"
        case .takes: "take it as it is"
        case .forgives: "forgive it"
        case .heals(let wait):
            "refuse it for " + RelativeTime.length(UInt(clamping: wait.millisecondsRoundedUp)) + " more"
        case .demands(let claim): "demand \(claim)"
        case .cannotUse(let claim): "cannot use its \(claim)"
        case .refuses: "refuse it for ever"
        }
    }
}

extension Validator {
    /// `envoy demands nothing; iat, nbf, exp may be numbers of 64 bits that are not negative`.
    fileprivate var rules: String {
        let demands = readings.demanded.isEmpty ? "nothing" : readings.demanded.joined(separator: " and ")
        var groups: [(claims: [String], takes: String)] = []
        for (name, reading) in readings.all {
            let takes = reading?.description ?? "anything"
            if let index = groups.firstIndex(where: { $0.takes == takes }) {
                groups[index].claims.append(name)
            } else {
                groups.append(([name], takes))
            }
        }
        let takes = groups.map { "\($0.claims.joined(separator: ", ")) may be \($0.takes)" }.joined(separator: "; ")
        return "\(name) demands \(demands); \(takes)" + (readings.basis == .assumed ? " (assumed)" : "")
    }
}
