internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    /// `freeze`, `advance` (both in one call: first the one, then the other) or `resume`.
    func setClock(_ request: Request, _ moment: Moment) throws(ControlError) -> JSONValue {
        let body = try ControlBody(request, allowed: ["freeze", "advance", "resume"])
        guard !body.object.isEmpty else { throw ControlError("nothing to do; allowed: freeze, advance or resume") }
        let scope = try gateway.scopes.update { scope throws(ControlError) in
            if let value = body.object["resume"] {
                guard value == .bool(true) else {
                    throw ControlError("resume", value: value, "resumes nothing", allowed: "true")
                }
                guard body.object.keys.count == 1 else {
                    throw ControlError("resume: contradicts the other keys; allowed: resume alone", key: "resume")
                }
                scope.clock = .live
            }
            if let value = body.object["freeze"] { scope.clock = .frozen(at: try Self.freeze(value, scope, moment)) }
            if let value = body.object["advance"] { try Self.advance(value, &scope) }
        }
        return Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow()))
    }

    private static func freeze(_ value: JSONValue, _ scope: Scope, _ moment: Moment) throws(ControlError) -> NumericDate
    {
        let allowed = #""now", or an instant such as "2026-01-02T03:04:05.678Z" from \#(GatewayClock.rangeText)"#
        // Frozen clocks stand on whole milliseconds, as everything that moves them does.
        if value == "now" { return scope.moment(trueNow: moment.trueNow).gatewayNow.floored(to: .milliseconds) }
        guard let text = value.string, let instant = RFC3339.parse(text) else {
            throw ControlError("freeze", value: value, "is no instant", allowed: allowed)
        }
        guard GatewayClock.range.contains(instant) else {
            throw ControlError("freeze", value: value, "is out of range", allowed: allowed)
        }
        return instant
    }

    private static func advance(_ value: JSONValue, _ scope: inout Scope) throws(ControlError) {
        guard case .frozen(let instant) = scope.clock else {
            throw ControlError(
                "advance",
                value: value,
                "moves no live clock",
                allowed: #"after or together with {"freeze": "now"}"#
            )
        }
        let text: String
        switch value {
        case .string(let string): text = string
        case .number(let number): text = number.plainText
        default: throw ControlError("advance", value: value, "is no duration", allowed: DurationText.allowed)
        }
        guard let step = try? DurationText.parse(text) else {
            throw ControlError("advance", value: value, "is no duration", allowed: DurationText.allowed)
        }
        guard GatewayClock.range.contains(instant + step) else {
            throw ControlError(
                "advance",
                value: value,
                "leads out of range",
                allowed: "up to \(GatewayClock.rangeText)"
            )
        }
        scope.clock = .frozen(at: instant + step)
    }
}
