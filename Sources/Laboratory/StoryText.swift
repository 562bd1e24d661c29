package import TerminalText

/// The story as a transcript of 80 columns.
package struct StoryText: Sendable {
    private static let width = 80
    private static let statusWidth = 3

    private let outcomes: [StoryOutcome]
    private let style: TextStyle

    package init(_ outcomes: [StoryOutcome], _ style: TextStyle) {
        self.outcomes = outcomes
        self.style = style
    }

    /// - Parameter url: where the gateway of the story listens.
    package func lines(url: String) -> [String] {
        [
            style.paint("401 right after a refresh that succeeded", .bold),
            "Real requests to a gateway on \(url), inside this program.",
        ] + outcomes.flatMap(lines)
    }

    private func lines(_ outcome: StoryOutcome) -> [String] {
        let step = outcome.step
        var lines = step.prose.isEmpty ? [] : [""] + step.prose
        let request = "  \(step.request.text)".left(Self.width - Self.statusWidth)
        lines.append(request + style.paint("\(outcome.status)", outcome.status == 200 ? .green : .red))
        if step.isShownInFull || !outcome.isAsExpected {
            lines.append("  \(outcome.body)")
            if let reason = outcome.reason {
                lines.append(style.paint("  X-Mock-Gateway-Reason:", .dim))
                lines.append("  \(reason)")
            }
        }
        if !outcome.isAsExpected {
            let reason = step.refusal.map { ", \($0.reason)" } ?? ""
            lines.append(style.paint("MISMATCH: expected was \(step.expectedStatus)\(reason)", .alarm))
        }
        return lines
    }
}
