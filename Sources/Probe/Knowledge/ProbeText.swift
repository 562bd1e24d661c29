internal import Durations

/// Spans and numbers as people read them.
enum ProbeText {
    /// `60.000 s`.
    static func seconds(_ span: Duration) -> String { decimal(span.nearestMilliseconds, digits: 3) + " s" }

    /// `60 s`, `0.25 s`: it has no more decimals than it needs.
    static func short(_ span: Duration) -> String {
        var text = decimal(span.nearestMilliseconds, digits: 3)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + " s"
    }

    /// `1.2 ms`.
    static func milliseconds(_ span: Duration) -> String {
        decimal((span.nearestMicroseconds + 50) / 100, digits: 1) + " ms"
    }

    /// `2 ms`, rounded up to a whole millisecond.
    static func uncertainty(_ span: Duration) -> String {
        let milliseconds = (span.nearestMicroseconds + 999) / 1000
        return milliseconds < 1000 ? "\(milliseconds) ms" : short(.milliseconds(milliseconds))
    }

    private static func decimal(_ units: Int, digits: Int) -> String {
        var text = String(units.magnitude)
        if text.count <= digits { text = String(repeating: "0", count: digits - text.count + 1) + text }
        return (units < 0 ? "-" : "") + text.dropLast(digits) + "." + text.suffix(digits)
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String], _ last: String = "and") -> String {
        guard let end = words.last else { return "" }
        return words.count == 1 ? end : words.dropLast().joined(separator: ", ") + " \(last) " + end
    }
}
