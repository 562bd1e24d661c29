internal import JSON
package import JWT

// A document may repeat the keys of an answer that cannot be set, but their values have to be true.

extension Members {
    /// Checks one key; a document may lack it.
    func check(_ key: String, is value: JSONValue, else advice: String) throws(InputError) {
        guard let said = object[key], !Self.isSame(said, value) else { return }
        throw error(key, "contradicts what is in force", allowed: "\(value.plainText), or no such key; \(advice)")
    }

    /// Checks the twins in milliseconds against the settings that hold.
    package func checkTwins(of settings: Settings) throws(InputError) {
        for setting in Setting.all {
            guard let twin = setting.twin, let value = settings.milliseconds(setting) else { continue }
            try check(twin, is: value, else: "\(setting.name) sets it")
        }
    }

    /// Checks `clock`: its mode, and the instant of a frozen one; the instant of a live one has passed since.
    package func checkClock(_ clock: RunningClock, _ trueNow: NumericDate) throws(InputError) {
        guard let value = object["clock"] else { return }
        let advice = "POST /__admin/clock sets it"
        let keys = ["mode", "gatewayNow", "issuerNow", "trueNow", "offsetMs", "elapsedMs"]
        let said = try Members(value, at: place("clock"), allowed: keys)
        guard said["mode"] != nil else { throw error("clock", "is no clock as it is shown", allowed: advice) }
        try said.check("mode", is: .string(clock.mode.name), else: advice)
        guard clock.mode != .live else { return }
        try said.check("gatewayNow", is: .string(RFC3339.text(clock.now(trueNow))), else: advice)
    }

    /// Whether both are the same, however their numbers are written.
    private static func isSame(_ one: JSONValue, _ other: JSONValue) -> Bool {
        if let one = one.number?.integer, let other = other.number?.integer { return one == other }
        return one == other
    }
}
