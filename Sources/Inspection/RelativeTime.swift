internal import Durations

/// A length of time as people say it: `in 200 ms`, `23 h 59 min ago`, `now`.
package enum RelativeTime {
    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// - Parameter duration: from now; negative for a time that has passed.
    package static func text(_ duration: Duration) -> String {
        let milliseconds = duration < .zero ? duration.millisecondsRoundedDown : duration.millisecondsRoundedUp
        guard milliseconds != 0 else { return "now" }
        let length = length(milliseconds.magnitude)
        return milliseconds > 0 ? "in \(length)" : "\(length) ago"
    }

    /// A length in its two largest units; if it is below a minute, the seconds keep their fraction.
    package static func length(_ milliseconds: UInt) -> String {
        let total = Int(clamping: milliseconds)
        if total < 1000 { return "\(total) ms" }
        if total < 60_000 {
            let fraction = total % 1000
            guard fraction != 0 else { return "\(total / 1000) s" }
            var digits = String(fraction + 1000).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            return "\(total / 1000).\(digits) s"
        }
        let first = units.firstIndex { total >= $0.milliseconds } ?? 0
        let (whole, rest) = total.quotientAndRemainder(dividingBy: units[first].milliseconds)
        let second = rest / units[first + 1].milliseconds
        return "\(whole) \(units[first].name)" + (second > 0 ? " \(second) \(units[first + 1].name)" : "")
    }
}
