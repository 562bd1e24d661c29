internal import Durations
package import JSON

extension Validator {
    /// All of them, as the control interface and `--validator list --json` tell them.
    package static let listing: JSONValue = ["validators": .array(all.map(\.rulesJSON))]

    /// How it judges, for a program that does the same arithmetic.
    private var rulesJSON: JSONValue {
        [
            "name": .string(name), "group": .string(provenance.group.rawValue), "of": .string(provenance.subject),
            "sameAs": twin.map { .string($0.name) } ?? .null, "basis": .string(provenance.basis.rawValue),
            "versions": provenance.versions.map { .string($0) } ?? .null,
            "leeways": .string(provenance.leeways.rawValue), "note": .string(note),
            "leewayMs": JSONValue(leeway.millisecondsRoundedDown), "prefersNbf": .bool(prefersNotBefore),
            "iat": issuedAt?.json ?? .null, "nbf": notBefore?.json ?? .null, "exp": expiration?.json ?? .null,
            "iatAge": age?.json ?? .null, "integers": .array(integers.map { .string($0) }), "demands": demandsJSON,
            "takes": takesJSON,
        ]
    }

    /// The times that it takes as integers alone.
    private var integers: [String] { readings.all.filter { $0.reading?.numbers == .integer }.map(\.name) }

    /// The claims without which it accepts no token.
    package var demandsJSON: JSONValue { .array(readings.demanded.map { .string($0) }) }

    /// What each time may be, in words, and how that is known.
    package var takesJSON: JSONValue {
        var object = JSONObject()
        for (name, reading) in readings.all { object[name] = .string(reading?.description ?? "anything") }
        object["basis"] = .string(readings.basis.rawValue)
        return .object(object)
    }
}

extension Validator.Check {
    fileprivate var json: JSONValue {
        let rounding =
            switch rounding {
            case .none: "none"
            case .down: "down"
            case .nearest: "nearest"
            case .nearestEven: "nearest-even"
            }
        var own = JSONValue.null
        if case .always(let seconds) = leeway { own = JSONValue(Int(seconds) * 1000) }
        return [
            "clock": clock == .exact ? "exact" : "seconds", "rounding": .string(rounding),
            "bound": bound == .at ? "at" : "past", "forgives": .bool(leeway == .tolerance),
            "ownLeewayMs": own,
        ]
    }
}

extension TimeReading: CustomStringConvertible {
    /// `numbers of any size, whole numbers in strings`.
    package var description: String {
        ([numbers.description] + [text.description, null.description].compactMap(\.self)
            + (takesBooleans ? ["true and false as 1 and 0"] : []) + (zeroIsAbsent ? ["0 as if it were absent"] : []))
            .joined(separator: ", ")
    }
}

extension TimeReading.Numbers {
    /// The words for it.
    var description: String {
        switch self {
        case .calendar: "numbers from 1970 to the year 9999"
        case .milliseconds: "numbers whose milliseconds fit into 64 bits"
        case .instant: "numbers up to the year 1,000,000,000"
        case .int64: "numbers of 64 bits"
        case .integer: "integers of 64 bits"
        case .uint64: "numbers of 64 bits that are not negative"
        case .finite: "numbers as large as a double"
        case .any: "numbers of any size"
        }
    }

    /// The form in a column.
    package var short: String {
        switch self {
        case .calendar: "9999"
        case .milliseconds: "i64 ms"
        case .instant: "10^9 y"
        case .int64: "i64"
        case .integer: "int"
        case .uint64: "u64"
        case .finite: "double"
        case .any: "any"
        }
    }
}

extension TimeReading.Text {
    var description: String? {
        switch self {
        case .refused: nil
        case .integer, .long: "whole numbers in strings"
        case .decimal: "numbers in strings"
        case .prefix, .decimalPrefix: "strings by the number that they begin with"
        }
    }
}

extension TimeReading.Null {
    var description: String? {
        switch self {
        case .refused: nil
        case .absent: "null as if it were absent"
        case .zero: "null as 0"
        }
    }
}
