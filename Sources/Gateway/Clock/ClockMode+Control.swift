internal import JSON
internal import JWT

extension ClockMode {
    /// The instant that a clock is to stand still at: `"now"`, or one in RFC 3339.
    static func instant(
        _ value: JSONValue,
        for key: String,
        _ scope: Scope,
        _ trueNow: NumericDate
    ) throws(InputError) -> NumericDate {
        let allowed = #""now", or an instant such as "2026-01-02T03:04:05.678Z" from \#(GatewayClock.rangeText)"#
        // Frozen clocks stand on whole milliseconds, as everything that moves them does.
        if value == "now" { return scope.moment(trueNow: trueNow).gatewayNow.floored(to: .milliseconds) }
        guard let text = value.string, let instant = RFC3339.parse(text) else {
            throw InputError(key, SettingError(value.plainText, "is no instant", allowed: allowed))
        }
        guard GatewayClock.range.contains(instant) else {
            throw InputError(key, SettingError(value.plainText, "is out of range", allowed: allowed))
        }
        return instant
    }

    /// What `freeze`, `advance` (both in one call: first the one, then the other) or `resume` make of the clock.
    static func changed(_ scope: Scope, by members: Members, _ trueNow: NumericDate) throws(InputError) -> ClockMode {
        guard !members.object.isEmpty else { throw InputError("nothing to do; allowed: freeze, advance or resume") }
        var scope = scope
        if let value = members["resume"] {
            guard value == .bool(true) else { throw members.error("resume", "resumes nothing", allowed: "true") }
            guard members.object.keys.count == 1 else {
                throw InputError("resume: contradicts the other keys; allowed: resume alone", key: "resume")
            }
            return .live
        }
        if let value = members["freeze"] {
            scope.clock = .frozen(at: try instant(value, for: "freeze", scope, trueNow))
        }
        guard members["advance"] != nil else { return scope.clock }
        return try advanced(scope.clock, by: members)
    }

    private static func advanced(_ clock: ClockMode, by members: Members) throws(InputError) -> ClockMode {
        guard case .frozen(let instant) = clock else {
            throw members.error(
                "advance",
                "moves no live clock",
                allowed: #"after or together with {"freeze": "now"}"#
            )
        }
        let text = try members.text("advance", allowed: DurationText.allowed) ?? ""
        guard let step = try? DurationText.parse(text) else {
            throw members.error("advance", "is no duration", allowed: DurationText.allowed)
        }
        guard GatewayClock.range.contains(instant + step) else {
            throw members.error("advance", "leads out of range", allowed: "up to \(GatewayClock.rangeText)")
        }
        return .frozen(at: instant + step)
    }
}
