internal import Durations
package import JSON
package import JWT

// The policy as the control interface and its events tell it.

extension Policy {
    /// The settings in force, and the clocks, all at one instant.
    package func json(at trueNow: NumericDate) -> JSONValue {
        var object = settingsJSON(at: trueNow)
        object["clock"] = clockJSON(moment(trueNow: trueNow))
        return .object(object)
    }

    /// The settings in force, without the clocks.
    package func settingsJSON(at trueNow: NumericDate) -> JSONObject {
        let settings = settingsInForce(at: trueNow)
        var object = JSONObject()
        for setting in Setting.all {
            object[setting.name] = settings.json(setting)
            if let twin = setting.twin { object[twin] = settings.milliseconds(setting) }
        }
        return object
    }

    /// The clocks at one of this policy's moments.
    package func clockJSON(_ moment: Moment) -> JSONValue {
        [
            "mode": .string(clock.mode.name),
            "gatewayNow": .string(RFC3339.text(moment.gatewayNow)),
            "issuerNow": .string(RFC3339.text(moment.issuerNow)),
            "trueNow": .string(RFC3339.text(moment.trueNow)),
            // The offset at this moment, jitter, steps and drift included.
            "offsetMs": JSONValue((moment.issuerNow - moment.clockNow).millisecondsRoundedDown),
            // The time that steps and drift count.
            "elapsedMs": JSONValue(skewElapsed(at: moment.trueNow).millisecondsRoundedDown),
        ]
    }
}
