package import JWT
package import TerminalText

/// The instants that matter to a token, in their order, and what one validator says between them.
package struct Timeline: Sendable {
    /// What happens to the token from one instant to the next.
    package enum Phase: Sendable, Hashable {
        case refused, accepted
        /// It is accepted only because of the tolerance.
        case forgiven

        /// The mark that is drawn for it.
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
        /// The same instant, or the first whole millisecond behind it if no claim names it.
        package let shown: NumericDate
        /// The names of the instant: `now`, `iat`, `exp`, and what begins there.
        package let labels: [String]
        /// What happens from here to the next entry.
        package let phase: Phase
    }

    package let entries: [Entry]

    package init(_ claims: Claims, _ verdict: TokenReport.Verdict, now: NumericDate) {
        var labels: [NumericDate: [String]] = [:]
        func mark(_ instant: NumericDate, _ label: String) { labels[instant, default: []].append(label) }
        for (claim, label) in [(claims.issuedAt, "iat"), (claims.notBefore, "nbf"), (claims.expiration, "exp")] {
            if let instant = claim.instant { mark(instant, label) }
        }
        mark(now, "now")
        let named = Set(labels.keys)
        // This is without tolerance, so that the forgiven time can be distinguished from the rest.
        let plain = TokenJudge.life(of: claims, tolerance: .zero, by: verdict.validator)
        if let life = verdict.life {
            if let start = life.start, !life.isEmpty { mark(start, "accepted from here") }
            if let end = life.end { mark(end, "dead from here") }
        }
        if let plain, !plain.isEmpty {
            if let start = plain.start, labels[start] == nil { mark(start, "no tolerance needed from here") }
            if let end = plain.end, labels[end] == nil { mark(end, "forgiven from here") }
        }
        entries = labels.sorted { $0.key < $1.key }.map { at, labels in
            let isAccepted = verdict.life?.contains(at) ?? false
            let isPlain = plain?.contains(at) ?? false
            return Entry(
                at: at,
                shown: named.contains(at) ? at : at.rounded(to: .milliseconds, .ceil),
                labels: labels,
                phase: !isAccepted ? .refused : isPlain ? .accepted : .forgiven
            )
        }
    }

    /// One line for each instant, and between two of them the time from one to the other.
    package func lines(now: NumericDate, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        for (index, entry) in entries.enumerated() {
            let mark = style.paint(entry.phase.mark, entry.phase.color)
            let margin = String(repeating: " ", count: UTCText.width + 2)
            for (row, text) in texts(entry, now: now).enumerated() {
                lines.append((row == 0 ? "  \(UTCText.text(entry.shown))" : margin) + "  \(mark)  \(text)")
            }
            if index + 1 < entries.count { lines.append(margin + mark) }
        }
        return lines
    }

    /// What stands beside the mark: the labels, and how far they are from now, on another line if one is too short.
    private func texts(_ entry: Entry, now: NumericDate) -> [String] {
        let width = TokenReport.width - UTCText.width - 7
        var texts = TextColumns.wrapped(entry.labels.joined(separator: ", "), to: width)
        guard entry.at != now else { return texts }
        let relative = "(\(RelativeTime.text(entry.shown - now)))"
        let last = texts[texts.count - 1] + "  " + relative
        if last.count <= width { texts[texts.count - 1] = last } else { texts.append(relative) }
        return texts
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
