internal import Durations
internal import JWT

/// Reads the values of settings, from whichever source.
package enum SettingText {
    static func duration(_ text: String, bare: Duration = DurationText.bareUnit) throws(SettingError) -> Duration {
        do throws(DurationText.Failure) {
            return try DurationText.parse(text, bare: bare)
        } catch {
            switch error {
            case .malformed: throw SettingError(text, "is no duration", allowed: DurationText.allowed)
            case .notWholeMilliseconds:
                throw SettingError(text, "is finer than a millisecond", allowed: "whole milliseconds")
            case .tooLong: throw SettingError(text, "is longer than 10 years", allowed: "at most 10 years either way")
            }
        }
    }

    package static func duration(
        _ text: String,
        from shortest: Duration,
        else problem: String,
        _ allowed: String,
        bare: Duration = DurationText.bareUnit
    ) throws(SettingError) -> Duration {
        let duration = try duration(text, bare: bare)
        guard duration >= shortest else { throw SettingError(text, problem, allowed: allowed) }
        return duration
    }

    /// A duration of whole seconds, 0 or more.
    ///
    /// - Parameter bare: the unit of a number without one.
    package static func seconds(_ text: String, bare: Duration = DurationText.bareUnit) throws(SettingError) -> Int {
        let allowed = "0s or more, in whole seconds, such as 3600s or 24h"
        let duration = try duration(text, from: .zero, else: "is negative", allowed, bare: bare)
        guard duration.millisecondsRoundedDown % 1000 == 0 else {
            let isBare = text.utf8.allSatisfy {
                $0 != UInt8(ascii: "s") && $0 != UInt8(ascii: "m") && $0 != UInt8(ascii: "h")
            }
            let problem = isBare ? "is \(DurationText.text(duration)), not whole seconds" : "is not whole seconds"
            throw SettingError(text, problem, allowed: allowed)
        }
        return duration.secondsRoundedDown
    }

    package static func number(_ text: String, in range: ClosedRange<Int>) throws(SettingError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            let allowed =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw SettingError(text, "is no number in range", allowed: allowed)
        }
        return number
    }

    package static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ text: String,
        _ noun: String
    ) throws(SettingError) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw SettingError(text, "is no \(noun)", allowed: names)
        }
        return choice
    }

    static func validator(_ text: String) throws(SettingError) -> Validator {
        guard let validator = Validator.named(text) else {
            let names = Validator.all.map(\.name).joined(separator: ", ")
            throw SettingError(text, "is no validator", allowed: names)
        }
        return validator
    }

    package static func flag(_ text: String) throws(SettingError) -> Bool {
        switch text {
        case "true", "on": true
        case "false", "off": false
        default: throw SettingError(text, "is neither", allowed: "on or off")
        }
    }
}
