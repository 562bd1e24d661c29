package import JWT
package import TerminalText

/// The instants that matter to a token, in their order, and what one validator says between them.
package struct Timeline: Sendable {
    /// What happens to the token from one instant to the next.
    package enum Phase: Sendable, Hashable {
        case refused, accepted
        /// Accepted only because of the tolerance.
        case forgiven

        /// As it is drawn.
        package var mark: String {
            switch self {
            case .refused: "."
            case .forgiven: "+"
            case .accepted: "|"
            }
        }
    }

    package struct Entry: Sendable, Hashable {
        package let at: NumericDate
        /// What is there: `now`, `iat`, `exp`, and what begins.
        package let labels: [String]
        /// From here to the next entry.
        package let phase: Phase
    }

    package let entries: [Entry]

    package init(_ claims: Claims, _ verdict: TokenReport.Verdict, now: NumericDate) {
        var labels: [NumericDate: [String]] = [:]
        func mark(_ instant: NumericDate, _ label: String) { labels[instant, default: []].append(label) }
        mark(claims.issuedAt, "iat")
        if let notBefore = claims.notBefore { mark(notBefore, "nbf") }
        mark(claims.expiration, "exp")
        mark(now, "now")
        // Without tolerance, so that the band can be told from the rest.
        let plainStart = verdict.validator.start(of: claims, tolerance: .zero)
        let plainEnd = verdict.validator.end(of: claims, tolerance: .zero)
        if let start = verdict.start, start < verdict.end { mark(start, "accepted from here") }
        mark(verdict.end, "dead from here")
        entries = labels.sorted { $0.key < $1.key }.map { at, labels in
            let isAccepted = (verdict.start.map { $0 <= at } ?? true) && at < verdict.end
            let isPlain = (plainStart.map { $0 <= at } ?? true) && at < plainEnd
            return Entry(at: at, labels: labels, phase: !isAccepted ? .refused : isPlain ? .accepted : .forgiven)
        }
    }

    /// One line an instant, and between two of them how long it is.
    package func lines(now: NumericDate, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        for (index, entry) in entries.enumerated() {
            let time = UTCText.text(entry.at)
            let label = entry.labels.joined(separator: ", ")
            let mark = style.paint(entry.phase.mark, entry.phase.color)
            let relative = entry.at == now ? "" : "  (\(RelativeTime.text(entry.at - now)))"
            lines.append("  \(time)  \(mark)  \(label)\(relative)")
            if index + 1 < entries.count { lines.append(String(repeating: " ", count: 29) + mark) }
        }
        return lines
    }
}

extension Timeline.Phase {
    var color: TextStyle.Color {
        switch self {
        case .refused: .red
        case .forgiven: .yellow
        case .accepted: .green
        }
    }
}
