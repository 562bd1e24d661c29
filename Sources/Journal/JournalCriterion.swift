internal import Definition
internal import Durations
internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

/// One condition for an entry of the journal.
package struct JournalCriterion: Sendable {
    /// Its name, in a query and in a body alike.
    let key: String
    /// The value that was asked for, as it was written.
    let wanted: String
    let matches: @Sendable (JournalEntry) -> Bool
    /// The value that an entry has there.
    let actual: @Sendable (JournalEntry) -> JSONValue

    package static let keys =
        texts.map(\.key) + ["path", "verdict", "violation", "storm", "aborted", "underWay", "since", "fields", "body"]
        + instants.flatMap { [$0.before, $0.after] }
        + numbers.flatMap { [$0.key, minimum($0.key), maximum($0.key)] }

    private typealias Text = (key: String, value: @Sendable (JournalEntry) -> String?)
    private typealias Instant = (before: String, after: String, value: @Sendable (JournalEntry) -> NumericDate)
    private typealias Number = (key: String, scale: Int, value: @Sendable (JournalEntry) -> Int?)

    /// The texts, which are compared as they are.
    private static let texts: [Text] = [
        ("method", { $0.method }), ("target", { $0.target }), ("client", { $0.client }), ("tokenId", { $0.tokenID }),
        ("tokenHash", { $0.tokenHash }), ("reason", { $0.reason }), ("claim", { $0.claim }), ("hint", { $0.hint }),
        ("fault", { $0.fault }), ("stub", { $0.stub }), ("answer", { $0.answer }),
    ]

    /// The instants, each with a criterion for before and one for after, the instant itself left out.
    private static let instants: [Instant] = [
        ("before", "after", { $0.trueNow }), ("gatewayBefore", "gatewayAfter", { $0.gatewayNow }),
        ("issuerBefore", "issuerAfter", { $0.issuerNow }),
    ]

    /// The numbers, each by its value, its least and its greatest: `aheadMs`, `minAheadMs`, `maxAheadMs`.
    private static let numbers: [Number] = [
        ("id", 0, { $0.id }), ("toleranceMs", 0, { $0.toleranceMilliseconds }),
        ("aheadMs", 0, { $0.aheadMilliseconds }), ("agoMs", 0, { $0.agoMilliseconds }),
        ("healsInMs", 0, { $0.healsMilliseconds }), ("durationMs", 3, { $0.durationMicroseconds }),
        ("bytes", 0, { $0.bytes }), ("node", 0, { $0.node?.number }),
        ("nodeOffsetMs", 0, { $0.node?.offset.millisecondsRoundedDown }), ("status", 0, { $0.status }),
    ]

    private static func minimum(_ key: String) -> String { "min" + key.prefix(1).uppercased() + key.dropFirst() }
    private static func maximum(_ key: String) -> String { "max" + key.prefix(1).uppercased() + key.dropFirst() }

    /// Nil if `key` is no criterion.
    init?(_ key: String, _ text: String) throws(SettingError) {
        self.key = key
        wanted = Excerpt.of(text)
        if let (_, value) = Self.texts.first(where: { $0.key == key }) {
            matches = { value($0)?.isIdentical(to: text) ?? false }
            actual = { value($0).map { .string($0) } ?? .null }
            return
        }
        if key == "status" {
            let range = try Self.statuses(text)
            matches = { range.contains($0.status) }
            actual = { JSONValue($0.status) }
            return
        }
        if let number = Self.numbers.first(where: {
            [$0.key, Self.minimum($0.key), Self.maximum($0.key)].contains(key)
        }) {
            let range = try Self.range(
                text,
                number.scale,
                isMinimum: key != Self.maximum(number.key),
                isMaximum: key != Self.minimum(number.key)
            )
            matches = { entry in number.value(entry).map { range?.contains($0) ?? false } ?? false }
            actual = { number.value($0).map { .number(JSONNumber(units: $0, decimals: number.scale)) } ?? .null }
            return
        }
        if let sides = Self.instants.first(where: { $0.before == key || $0.after == key }) {
            guard let instant = RFC3339.parse(text) else {
                throw SettingError(text, "is no instant", allowed: "one such as 2026-01-02T03:04:05.678Z")
            }
            let isBefore = key == sides.before
            matches = { isBefore ? sides.value($0) < instant : sides.value($0) > instant }
            actual = { .string(RFC3339.text(sides.value($0))) }
            return
        }
        switch key {
        case "path":
            guard let pattern = PathPattern(text) else {
                throw SettingError(text, "is no path", allowed: PathPattern.allowed)
            }
            matches = {
                pattern.matches(Array($0.path.utf8).span) || pattern.matches(Array(($0.route ?? "").utf8).span)
            }
            actual = { .string($0.path) }
        case "verdict":
            let verdict: JournalEntry.Verdict = try SettingText.choice(text, "verdict")
            matches = { $0.verdict == verdict }
            actual = { $0.verdict.map { .string($0.rawValue) } ?? .null }
        case "violation":
            let kind: RequestProblem.Kind = try SettingText.choice(text, "violation")
            matches = { $0.violations.contains { $0.kind == kind } }
            actual = { entry in
                let kinds = entry.violations.map(\.kind.rawValue)
                return kinds.isEmpty ? .null : .string(kinds.joined(separator: ", "))
            }
        case "storm":
            let isStorm = try SettingText.flag(text)
            matches = { $0.isStorm == isStorm }
            actual = { .bool($0.isStorm) }
        case "aborted":
            let isAborted = try SettingText.flag(text)
            matches = { $0.isAborted == isAborted }
            actual = { .bool($0.isAborted) }
        case "underWay":
            let isUnderWay = try SettingText.flag(text)
            matches = { $0.isUnderWay == isUnderWay }
            actual = { .bool($0.isUnderWay) }
        case "fields":
            guard case .object(let fields) = try Self.json(text, allowed: Self.fieldsAllowed),
                fields.members.allSatisfy({ $0.value.string != nil })
            else { throw SettingError(text, "is no object of fields", allowed: Self.fieldsAllowed) }
            let wanted = fields.members.map { (name: $0.key.lowercased(), value: $0.value) }
            matches = { entry in
                guard let sent = entry.detail?.fields else { return false }
                return wanted.allSatisfy { one in
                    sent.members.contains { $0.key.lowercased() == one.name && $0.value == one.value }
                }
            }
            actual = { $0.detail.map { .object($0.fields) } ?? .null }
        case "body":
            let body = try Self.json(text, allowed: #"JSON such as {"queueId": "q-1"}"#)
            matches = { entry in entry.detail?.body.map { $0.contains(body) } ?? false }
            actual = { $0.detail?.body ?? .null }
        case "since":
            let id = try SettingText.number(text, in: 0...Int.max)
            matches = { $0.id > id }
            actual = { JSONValue($0.id) }
        default: return nil
        }
    }

    private static let fieldsAllowed = #"names and values such as {"X-Trace": "7"}"#

    private static func json(_ text: String, allowed: String) throws(SettingError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(Array(text.utf8))
        } catch {
            throw SettingError(Excerpt.of(text), "is no JSON", allowed: allowed)
        }
    }

    /// The range of a status, or of a class such as `4xx` (RFC 9110 §15).
    private static func statuses(_ text: String) throws(SettingError) -> ClosedRange<Int> {
        if text.utf8.count == 3, text.lowercased().hasSuffix("xx"), let digit = text.first?.wholeNumberValue,
            (1...5).contains(digit)
        {
            return digit * 100...digit * 100 + 99
        }
        guard let status = Int(text), (100...599).contains(status) else {
            throw SettingError(text, "is no status", allowed: "100 to 599, or a class of them such as 4xx")
        }
        return status...status
    }

    /// The whole numbers from, up to or at `text` times 10^scale; nil if there is none.
    private static func range(
        _ text: String,
        _ scale: Int,
        isMinimum: Bool,
        isMaximum: Bool
    ) throws(SettingError) -> ClosedRange<Int>? {
        guard let number = (try? JSONParser.parse(Array(text.utf8)))?.number,
            let scaled = number.scaled(byPowerOfTen: scale), let least = Int(exactly: scaled.value)
        else { throw SettingError(text, "is no number in range", allowed: "a number of at most 64 bits") }
        // It has been rounded up.
        let most = scaled.isExact ? least : least - 1
        guard isMinimum && isMaximum else { return isMinimum ? least...Int.max : Int.min...most }
        return least <= most ? least...most : nil
    }
}
