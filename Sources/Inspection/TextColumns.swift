/// Text by the columns that it takes on a terminal, on which a wide character takes two.
package enum TextColumns {
    /// Wide and full-width characters (Unicode, annex 11), with the unassigned gaps between them.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F000...0x1FAFF, 0x20000...0x3FFFD,
    ]

    /// How many columns `text` takes at most.
    ///
    /// Terminals differ in how they show combining marks and joined emoji; here each scalar counts.
    package static func columns(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        // No wide character lies below.
        guard scalar.value >= 0x1100 else { return 1 }
        return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// As much of `text` as has room, with "..." for the rest.
    package static func cut(_ text: String, to width: Int) -> String {
        guard columns(text) > width else { return text }
        var output = ""
        var used = 3
        for scalar in text.unicodeScalars {
            used += columns(scalar)
            guard used <= width else { break }
            output.unicodeScalars.append(scalar)
        }
        return output + "..."
    }

    /// The text in lines that break at spaces; a word that is too long for a line is cut.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            let word = cut(String(word), to: width)
            if last.isEmpty {
                lines[lines.count - 1] = word
            } else if columns(last) + 1 + columns(word) <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    /// The text with spaces behind it, up to `width`.
    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(width - columns(text), 0))
    }
}
