internal import Durations
package import JSON
internal import JWT

/// How values of one kind are read, shown and described, in all places where they may stand.
struct Grammar<Value: Sendable>: Sendable {
    /// What a value is called in help.
    let placeholder: String
    let read: @Sendable (String) throws(SettingError) -> Value
    let write: @Sendable (Value) -> JSONValue
    /// The whole milliseconds of a duration, which is shown in them too.
    var milliseconds: (@Sendable (Value) -> Int)?
    /// The JSON Schemas of what is read and of what is written.
    let input: JSONValue
    let shown: JSONValue
}

extension JSONValue {
    package static func reference(_ schema: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(schema)")] }

    /// A schema that takes what one of the two takes; `.null` is the schema of null.
    package static func either(_ one: JSONValue, _ other: JSONValue) -> JSONValue {
        ["anyOf": [one, other == .null ? ["type": "null"] : other]]
    }

    fileprivate static func words(_ words: [String]) -> JSONValue { ["enum": .array(words.map { .string($0) })] }
}

extension Grammar<Duration> {
    private static func duration(
        input: JSONValue,
        _ read: @escaping @Sendable (String) throws(SettingError) -> Duration
    ) -> Grammar {
        Grammar(
            placeholder: "duration",
            read: read,
            write: { .string(DurationText.text($0)) },
            milliseconds: { $0.millisecondsRoundedDown },
            input: input,
            shown: .reference("Milliseconds")
        )
    }

    /// A duration of either sign.
    static let duration = duration(input: .reference("Duration")) { text throws(SettingError) in
        try SettingText.duration(text)
    }

    /// 0ms or more.
    static let tolerance = duration(input: .reference("DurationFromZero")) { text throws(SettingError) in
        try SettingText.duration(text, from: .zero, else: "is negative", "0ms or more")
    }

    /// 1ms or more.
    static func positive(else problem: String) -> Grammar {
        duration(input: .reference("DurationFromOne")) { text throws(SettingError) in
            try SettingText.duration(text, from: .milliseconds(1), else: problem, "1ms or more")
        }
    }

    /// From 0ms to a few hours.
    static func upTo(hours: Int) -> Grammar {
        let milliseconds = hours * 3_600_000
        let digits = "\(milliseconds)".count - 1
        let input = JSONValue.either(
            ["type": "string", "pattern": .string(#"^\+?[0-9]{1,\#(digits)}(ms)?$"#)],
            ["type": "integer", "minimum": 0, "maximum": JSONValue(milliseconds)]
        )
        return duration(input: input) { text throws(SettingError) in
            let allowed = "0ms to \(hours)h"
            let duration = try SettingText.duration(text, from: .zero, else: "is negative", allowed)
            guard duration <= .milliseconds(milliseconds) else {
                throw SettingError(text, "is too much", allowed: allowed)
            }
            return duration
        }
    }
}

extension Grammar<Int> {
    /// As in RFC 6749 §5.1: a bare number is seconds.
    static let expiresIn = Grammar(
        placeholder: "duration",
        read: { text throws(SettingError) in try SettingText.seconds(text, bare: .seconds(1)) },
        write: { JSONValue($0) },
        input: .reference("ExpiresIn"),
        shown: ["type": "integer", "minimum": 0, "description": "In seconds."]
    )

    static let seed = Grammar(
        placeholder: "number",
        read: { text throws(SettingError) in try SettingText.number(text, in: 0...Int.max) },
        write: { JSONValue($0) },
        input: .reference("CountFromZero"),
        shown: ["type": "integer", "minimum": 0]
    )

    static let stormLimit = Grammar(
        placeholder: "count",
        read: { text throws(SettingError) in try SettingText.number(text, in: 1...1_000_000) },
        write: { JSONValue($0) },
        input: .either(
            ["type": "integer", "minimum": 1, "maximum": 1_000_000],
            ["type": "string", "pattern": #"^\+?0{0,9}([1-9][0-9]{0,5}|1000000)$"#]
        ),
        shown: ["type": "integer", "minimum": 1, "maximum": 1_000_000]
    )

    /// A drift, in billionths.
    static let drift = Grammar(
        placeholder: "rate",
        read: { text throws(SettingError) in try SkewText.drift(text) },
        write: { .string(SkewText.text(drift: $0)) },
        input: .either(
            ["type": "string", "pattern": #"^[+-]?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?(ppm)?$"#],
            ["type": "integer", "minimum": -100_000, "maximum": 100_000]
        ),
        shown: ["type": "string", "pattern": "^-?[0-9]+pp[mb]$"]
    )
}

extension Grammar<[Skew.Step]> {
    static let steps = Grammar(
        placeholder: "steps",
        read: { text throws(SettingError) in try SkewText.steps(text) },
        write: { .string(SkewText.text(steps: $0)) },
        input: ["type": "string", "pattern": "^[1-9][0-9]{0,5}ms:-?[0-9]{1,6}ms$"],
        shown: ["type": "string"]
    )
}

extension Grammar<NodeSet> {
    static let nodes = Grammar(
        placeholder: "offsets",
        read: { text throws(SettingError) in try NodeSet(text) },
        write: { .string($0.text) },
        input: .either(
            ["type": "string", "pattern": "^[+-]?[0-9]{1,6}ms(,[+-]?[0-9]{1,6}ms){0,9}$"],
            ["type": "integer", "minimum": -316_224_000_000, "maximum": 316_224_000_000]
        ),
        shown: ["type": "string"]
    )
}

extension Grammar<RateLimit> {
    static let rateLimit = Grammar(
        placeholder: "limit",
        read: { text throws(SettingError) in
            guard let limit = RateLimit(text) else {
                throw SettingError(text, "is no rate limit", allowed: RateLimit.allowed)
            }
            return limit
        },
        write: { .string($0.text) },
        input: .reference("RateLimitText"),
        shown: [
            "type": "string",
            "pattern": #"^[0-9]+/(s|min|h|(?=[0-9])([0-9]+h)?([0-9]+m(?!s))?([0-9]+(\.[0-9]{1,3})?s|[0-9]+ms)?)$"#,
        ]
    )
}

extension Grammar<Validator> {
    static let validator = Grammar(
        placeholder: "name",
        read: { text throws(SettingError) in try SettingText.validator(text) },
        write: { .string($0.name) },
        input: .words(Validator.all.map(\.name)),
        shown: ["type": "string"]
    )
}

extension Grammar<Bool> {
    static let flag = Grammar(
        placeholder: "",
        read: { text throws(SettingError) in try SettingText.flag(text) },
        write: { .bool($0) },
        input: .reference("Flag"),
        shown: ["type": "boolean"]
    )
}

extension Grammar where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enumeration.
    ///
    /// - Parameter noun: what help and errors call the value.
    static func choice(_ noun: String) -> Grammar {
        let schema = JSONValue.words(Value.allCases.map(\.rawValue))
        return Grammar(
            placeholder: noun,
            read: { text throws(SettingError) in try SettingText.choice(text, noun) },
            write: { .string($0.rawValue) },
            input: schema,
            shown: schema
        )
    }
}
