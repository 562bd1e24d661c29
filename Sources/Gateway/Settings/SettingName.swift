internal import JWT

/// Why a value is none for a setting.
package struct SettingError: Error, Sendable, Hashable {
    package let value: String
    /// What is wrong with it, as the rest of a sentence: "is negative".
    package let problem: String
    package let allowed: String

    package init(_ value: String, _ problem: String, allowed: String) {
        self.value = value
        self.problem = problem
        self.allowed = allowed
    }

    /// - Parameter name: as the person who gave the value called it: a flag, a variable or a key.
    package func message(for name: String) -> String {
        "\(name): \(value.isEmpty ? "''" : value) \(problem); allowed: \(allowed)"
    }
}

/// The settings that can change while the gateway runs, by their names in JSON.
package enum SettingName: String, Sendable, Hashable, CaseIterable {
    case offset, tolerance, tokenLifetime, expiresIn, timestampPrecision

    /// Whether it may be unset, which `null` does.
    package var isOptional: Bool { self == .tolerance || self == .expiresIn }
}

extension Settings {
    /// Sets `name` to what `text` says, or throws and changes nothing.
    package mutating func set(_ name: SettingName, to text: String) throws(SettingError) {
        switch name {
        case .offset:
            offset = try Self.duration(text)
        case .tolerance:
            let duration = try Self.duration(text)
            guard duration >= .zero else { throw SettingError(text, "is negative", allowed: "0ms or more") }
            tolerance = duration
        case .tokenLifetime:
            let duration = try Self.duration(text)
            guard duration > .zero else { throw SettingError(text, "is no lifetime", allowed: "1ms or more") }
            tokenLifetime = duration
        case .expiresIn:
            let duration = try Self.duration(text)
            let allowed = "0s or more, in whole seconds, such as 3600s or 24h"
            guard duration >= .zero else { throw SettingError(text, "is negative", allowed: allowed) }
            guard duration.millisecondsRoundedDown % 1000 == 0 else {
                let isBare = text.allSatisfy { $0.isNumber || $0 == "." }
                let problem = isBare ? "is \(DurationText.text(duration)), not whole seconds" : "is not whole seconds"
                throw SettingError(text, problem, allowed: allowed)
            }
            expiresIn = duration.secondsRoundedDown
        case .timestampPrecision:
            guard let precision = TimestampPrecision(rawValue: text) else {
                let names = TimestampPrecision.allCases.map(\.rawValue).joined(separator: " or ")
                throw SettingError(text, "is no precision", allowed: names)
            }
            timestampPrecision = precision
        }
    }

    /// Back to what an unset value means.
    package mutating func unset(_ name: SettingName) throws(SettingError) {
        switch name {
        case .tolerance: tolerance = nil
        case .expiresIn: expiresIn = nil
        default: throw SettingError("null", "unsets nothing", allowed: "a value")
        }
    }

    private static func duration(_ text: String) throws(SettingError) -> Duration {
        do throws(DurationText.Failure) {
            return try DurationText.parse(text)
        } catch {
            switch error {
            case .malformed: throw SettingError(text, "is no duration", allowed: DurationText.allowed)
            case .notWholeMilliseconds:
                throw SettingError(text, "is finer than a millisecond", allowed: "whole milliseconds")
            case .tooLong: throw SettingError(text, "is longer than 10 years", allowed: "at most 10 years either way")
            }
        }
    }
}
