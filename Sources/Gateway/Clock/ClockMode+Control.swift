internal import JSON
internal import JWT

extension ClockMode {
    /// The instant that a clock is to stand still at: `"now"`, or one in RFC 3339.
    private static func instant(
        _ value: JSONValue,
        for key: String,
        _ scope: Scope,
        _ trueNow: NumericDate
    ) throws(InputError) -> NumericDate {
        let allowed = #""now", or an instant such as "2026-01-02T03:04:05.678Z" from \#(GatewayClock.rangeText)"#
        // Frozen clocks stand on whole milliseconds, as everything that moves them does.
        if value == "now" { return scope.clock.now(trueNow).floored(to: .milliseconds) }
        guard let text = value.string, let instant = RFC3339.parse(text) else {
            throw InputError(key, SettingError(value.plainText, "is no instant", allowed: allowed))
        }
        guard GatewayClock.range.contains(instant) else {
            throw InputError(key, SettingError(value.plainText, "is out of range", allowed: allowed))
        }
        return instant
    }

    static let controlKeys = ["freeze", "phase", "advance", "resume"]

    /// What `freeze` (at a `phase` of the second), `advance` (both in one call: first the one, then the other) or
    /// `resume` make of a clock.
    static func change(_ scope: inout Scope, by members: Members, _ trueNow: NumericDate) throws(InputError) {
        guard !members.object.isEmpty else { throw InputError("nothing to do; allowed: freeze, advance or resume") }
        if let value = members["resume"] {
            guard value == .bool(true) else { throw members.error("resume", "resumes nothing", allowed: "true") }
            guard members.object.keys.count == 1 else {
                throw InputError("resume: contradicts the other keys; allowed: resume alone", key: "resume")
            }
            return scope.clock.set(.live, at: trueNow)
        }
        if let instant = try frozen(by: members, scope, trueNow) { scope.clock.set(.frozen(at: instant), at: trueNow) }
        guard members["advance"] != nil else { return }
        try advance(&scope.clock, by: members)
    }

    /// Where `freeze` and `phase` have a clock stand; nil where they do not.
    static func frozen(
        by members: Members,
        _ scope: Scope,
        _ trueNow: NumericDate
    ) throws(InputError) -> NumericDate? {
        guard let value = members["freeze"] else {
            guard members["phase"] == nil else {
                throw members.errorWithoutValue("phase", "belongs to freeze", allowed: "together with it")
            }
            return nil
        }
        let instant = try instant(value, for: members.place("freeze"), scope, trueNow)
        if members["phase"] == .null { throw members.error("phase", "is no phase", allowed: "0ms to 999ms") }
        let phase = try members.duration("phase", from: .zero, allowed: "0ms to 999ms")
        guard let phase else { return instant }
        guard phase < .seconds(1) else { throw members.error("phase", "is no phase", allowed: "0ms to 999ms") }
        return instant.floored(to: .seconds) + phase
    }

    private static func advance(_ clock: inout RunningClock, by members: Members) throws(InputError) {
        guard case .frozen(let instant) = clock.mode else {
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
        clock.advance(to: instant + step, by: step)
    }
}
