internal import JSON
package import JWT

extension ClockSetting.Freeze {
    /// What `freeze` and `phase` say; nil if neither is there.
    init?(_ members: Members) throws(InputError) {
        guard let value = members["freeze"] else {
            guard members["phase"] == nil else {
                throw members.errorWithoutValue("phase", "belongs to freeze", allowed: "together with it")
            }
            return nil
        }
        let instant = try Self.instant(value, for: members.place("freeze"))
        if members["phase"] == .null { throw members.error("phase", "is no phase", allowed: "0ms to 999ms") }
        let phase = try members.duration("phase", from: .zero, allowed: "0ms to 999ms")
        if let phase, phase >= .seconds(1) { throw members.error("phase", "is no phase", allowed: "0ms to 999ms") }
        self.init(instant: instant, phase: phase)
    }

    /// `"now"`, which is nil, or an instant in RFC 3339.
    private static func instant(_ value: JSONValue, for key: String) throws(InputError) -> NumericDate? {
        let allowed = #""now", or an instant such as "2026-01-02T03:04:05.678Z" from \#(GatewayClock.rangeText)"#
        if value == "now" { return nil }
        guard let text = value.string, let instant = RFC3339.parse(text) else {
            throw InputError(key, SettingError(value.plainText, "is no instant", allowed: allowed))
        }
        guard GatewayClock.range.contains(instant) else {
            throw InputError(key, SettingError(value.plainText, "is out of range", allowed: allowed))
        }
        return instant
    }
}

extension RunningClock {
    package static let controlKeys = ["freeze", "phase", "advance", "resume"]

    /// Does what `freeze` (at a `phase` of the second), `advance` or `resume` say; a call that has both freezes first
    /// and then advances.
    package mutating func change(by members: Members, at trueNow: NumericDate) throws(InputError) {
        guard !members.object.isEmpty else { throw InputError("nothing to do; allowed: freeze, advance or resume") }
        if let value = members["resume"] {
            guard value == .bool(true) else { throw members.error("resume", "resumes nothing", allowed: "true") }
            guard members.object.keys.count == 1 else {
                throw InputError("resume: contradicts the other keys; allowed: resume alone", key: "resume")
            }
            return set(.live, at: trueNow)
        }
        if let freeze = try ClockSetting.Freeze(members) { ClockSetting.frozen(freeze).set(&self, at: trueNow) }
        guard members["advance"] != nil else { return }
        try advance(by: members)
    }

    private mutating func advance(by members: Members) throws(InputError) {
        guard case .frozen(let instant) = mode else {
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
        advance(to: instant + step, by: step)
    }
}
