internal import HTTPMessages
internal import JSON
internal import JWT

/// How the parts of a skew are written.
package enum SkewText {
    static let driftAllowed =
        "parts per million such as 50ppm or -3.5ppm, or billionths such as 200ppb; at most 100000ppm"
    static let stepsAllowed =
        "times and offsets such as 10s:200ms,30s:0ms, in the order of their time, at most \(Skew.stepLimit)"

    /// Reads a drift, and returns it in billionths.
    static func drift(_ text: String) throws(SettingError) -> Int {
        let units: [(suffix: String, power: Int)] = [("ppm", 3), ("ppb", 0), ("", 3)]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else {
            throw SettingError(text, "is no drift", allowed: driftAllowed)
        }
        var digits = text.dropLast(unit.suffix.count)
        if digits.first == "+" { digits = digits.dropFirst() }
        guard digits.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }),
            !text.hasPrefix("+-")
        else { throw SettingError(text, "is no drift", allowed: driftAllowed) }
        guard let number = (try? JSONParser.parse(Array(digits.utf8)))?.number,
            let (value, isExact) = number.scaled(byPowerOfTen: unit.power), isExact,
            let drift = Int(exactly: value), drift.magnitude <= UInt(Skew.driftLimit)
        else { throw SettingError(text, "is no drift", allowed: driftAllowed) }
        return drift
    }

    static func text(drift: Int) -> String {
        drift % 1000 == 0 ? "\(drift / 1000)ppm" : "\(drift)ppb"
    }

    static func steps(_ text: String) throws(SettingError) -> [Skew.Step] {
        var steps: [Skew.Step] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard ends.count == 2, let after = try? DurationText.parse(ends[0]), after >= .zero,
                let offset = try? DurationText.parse(ends[1]), steps.last.map({ $0.after < after }) ?? true,
                steps.count < Skew.stepLimit
            else { throw SettingError(text, "is no schedule", allowed: stepsAllowed) }
            steps.append(Skew.Step(after: after, offset: offset))
        }
        return steps
    }

    static func text(steps: [Skew.Step]) -> String {
        steps.map { "\(DurationText.text($0.after)):\(DurationText.text($0.offset))" }.joined(separator: ",")
    }
}
