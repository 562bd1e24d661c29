internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    func settings() -> JSONValue { json(gateway.scopes.scope) }

    /// All of the named settings, or none.
    func patchSettings(_ request: Request) throws(ControlError) -> JSONValue {
        let body = try ControlBody(request, allowed: SettingName.allCases.map(\.rawValue))
        let scope = try gateway.scopes.update { scope throws(ControlError) in
            for member in body.object.members {
                guard let name = SettingName(rawValue: member.key) else { continue }
                try Self.apply(member.value, to: name, of: &scope.settings)
            }
        }
        return json(scope)
    }

    func reset() -> JSONValue {
        gateway.grants.removeAll()
        gateway.journal.removeAll()
        return json(gateway.scopes.reset())
    }

    private static func apply(
        _ value: JSONValue,
        to name: SettingName,
        of settings: inout Settings
    ) throws(ControlError) {
        do throws(SettingError) {
            switch value {
            case .string(let text): try settings.set(name, to: text)
            case .number(let number): try settings.set(name, to: number.plainText)
            case .null: try settings.unset(name)
            default:
                throw SettingError(
                    value.text,
                    "is no setting",
                    allowed: "a string or a number" + (name.isOptional ? ", or null" : "")
                )
            }
        } catch {
            throw ControlError(name.rawValue, error)
        }
    }

    private func json(_ scope: Scope) -> JSONValue {
        let settings = scope.settings
        return [
            "offset": .string(DurationText.text(settings.offset)),
            "offsetMs": JSONValue(settings.offset.millisecondsRoundedDown),
            "tolerance": .string(DurationText.text(settings.effectiveTolerance)),
            "toleranceMs": JSONValue(settings.effectiveTolerance.millisecondsRoundedDown),
            "tokenLifetime": .string(DurationText.text(settings.tokenLifetime)),
            "tokenLifetimeMs": JSONValue(settings.tokenLifetime.millisecondsRoundedDown),
            "expiresIn": JSONValue(settings.advertisedExpiresIn),
            "timestampPrecision": .string(settings.timestampPrecision.rawValue),
            "clock": Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow())),
        ]
    }

    static func json(_ scope: Scope, _ moment: Moment) -> JSONValue {
        [
            "mode": .string(scope.clock.name),
            "gatewayNow": .string(RFC3339.text(moment.gatewayNow)),
            "issuerNow": .string(RFC3339.text(moment.issuerNow)),
            "trueNow": .string(RFC3339.text(moment.trueNow)),
        ]
    }
}
