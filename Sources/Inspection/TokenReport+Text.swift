internal import Gateway
internal import JSON
internal import JWT
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

    /// A token may hold anything, and a terminal obeys control characters.
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
        case .unchecked:
            header["alg"] == "HS256"
                ? style.paint("not checked", .yellow) + ": no key was given (--key-file)"
                : style.paint("not checked", .yellow) + ": only HS256 can be"
        }
    }

    private func verdictLines(_ style: TextStyle) -> [String] {
        if let objection {
            let tolerance = verdict?.tolerance ?? .zero
            let lines = Self.wrapped("refused: " + objection.explanation(tolerance: tolerance, by: nil))
            return [lines[0].replacing("refused", with: style.paint("refused", .red), maxReplacements: 1)]
                + lines.dropFirst()
        }
        guard let verdict else { return [] }
        let name = verdict.validator.name
        guard let error = verdict.error else {
            let rest = RelativeTime.length(UInt(clamping: (verdict.end - now).millisecondsRoundedUp))
            return ["  " + style.paint("accepted", .green) + " by \(name), for \(rest)"]
        }
        let sentence = error.explanation(tolerance: verdict.tolerance, by: nil)
        let parts = sentence.split(separator: ";").flatMap { Self.wrapped(String($0)) }
        return ["  " + style.paint("refused", .red) + " by \(name)"] + parts
    }

    private static func wrapped(_ text: String) -> [String] {
        TextColumns.wrapped(text, to: width - 2).map { "  " + $0 }
    }

    private func table(_ style: TextStyle) -> [String] {
        verdicts.map { verdict in
            let name = verdict.validator.name
            let padding = String(repeating: " ", count: max(22 - name.count, 1))
            let tolerance = RelativeTime.length(UInt(verdict.tolerance.millisecondsRoundedDown))
            let gap = String(repeating: " ", count: max(8 - tolerance.count, 1))
            let isGood = verdict.error == nil && objection == nil
            let word = style.paint(isGood ? "accepted" : "refused ", isGood ? .green : .red)
            return "  \(name)\(padding)\(tolerance)\(gap)\(word)\(change(of: verdict))"
        }
    }

    /// When a verdict turns into the other one.
    private func change(of verdict: Verdict) -> String {
        guard objection == nil else { return "" }
        if now >= verdict.end { return "  died \(RelativeTime.text(verdict.end - now))" }
        if let start = verdict.start, now < start {
            return start < verdict.end ? "  heals \(RelativeTime.text(start - now))" : "  never good"
        }
        return "  dies \(RelativeTime.text(verdict.end - now))"
    }
}
