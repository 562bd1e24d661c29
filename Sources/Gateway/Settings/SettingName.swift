internal import JSON
internal import JWT

/// The settings that can change while the gateway runs, by their names in JSON.
package enum SettingName: String, Sendable, Hashable, CaseIterable {
    case offset, tolerance, tokenLifetime, expiresIn, timestampPrecision
    case drift, offsetSteps, jitter, jitterSeed, offsetTtl
    case iatRounding, backdate
    case nodes, nodeChoice, nodeSeed
    case validator
    case rateLimit, stormLimit, refreshReuse, refreshReuseInterval, loginPage, corsCredentials

    /// Whether it may be unset, which `null` does.
    package var isOptional: Bool {
        switch self {
        case .tolerance, .expiresIn, .rateLimit, .stormLimit, .offsetTtl, .nodes, .offsetSteps: true
        case .offset, .tokenLifetime, .timestampPrecision, .refreshReuse, .refreshReuseInterval, .loginPage,
            .corsCredentials, .drift, .jitter, .jitterSeed,
            .validator, .iatRounding, .backdate, .nodeChoice, .nodeSeed:
            false
        }
    }

    /// Whether it is part of how far the clocks are apart.
    var isSkew: Bool {
        switch self {
        case .offset, .drift, .offsetSteps, .jitter, .jitterSeed, .offsetTtl: true
        default: false
        }
    }

    /// Whether it shows what it follows where it is unset: the validator's leeway, the lifetime.
    var followsWhenUnset: Bool { self == .tolerance || self == .expiresIn }

    /// Whether it is one of those, and follows.
    func isUnset(in settings: Settings) -> Bool {
        switch self {
        case .tolerance: settings.tolerance == nil
        case .expiresIn: settings.expiresIn == nil
        default: false
        }
    }

    /// The key of its twin in whole milliseconds, where it has one.
    var twin: String? { Settings().milliseconds(self).map { _ in "\(rawValue)Ms" } }
}

extension Settings {
    /// Sets `name` to what `text` says, or throws and changes nothing.
    package mutating func set(_ name: SettingName, to text: String) throws(SettingError) {
        switch name {
        case .offset: offset = try SettingText.duration(text)
        case .tolerance: tolerance = try SettingText.duration(text, from: .zero, else: "is negative", "0ms or more")
        case .tokenLifetime:
            let shortest = Duration.milliseconds(1)
            tokenLifetime = try SettingText.duration(text, from: shortest, else: "is no lifetime", "1ms or more")
        case .expiresIn: expiresIn = try SettingText.seconds(text, bare: .seconds(1))
        case .drift: skew.drift = try SkewText.drift(text)
        case .offsetSteps: skew.steps = try SkewText.steps(text)
        case .jitter:
            let jitter = try SettingText.duration(text, from: .zero, else: "is negative", "0ms to 1h")
            guard jitter <= Skew.jitterLimit else { throw SettingError(text, "is too much", allowed: "0ms to 1h") }
            skew.jitter = jitter
        case .jitterSeed: skew.jitterSeed = try SettingText.number(text, in: 0...Int.max)
        case .offsetTtl:
            let shortest = Duration.milliseconds(1)
            skew.ttl = try SettingText.duration(text, from: shortest, else: "is no time", "1ms or more")
        case .iatRounding: iatRounding = try SettingText.choice(text, "rounding")
        case .backdate:
            let backdate = try SettingText.duration(text, from: .zero, else: "is negative", "0ms to 24h")
            guard backdate <= .seconds(86_400) else { throw SettingError(text, "is too much", allowed: "0ms to 24h") }
            self.backdate = backdate
        case .nodes: nodes = try NodeSet(text)
        case .nodeChoice: nodeChoice = try SettingText.choice(text, "choice")
        case .nodeSeed: nodeSeed = try SettingText.number(text, in: 0...Int.max)
        case .timestampPrecision: timestampPrecision = try SettingText.choice(text, "precision")
        case .validator: validator = try SettingText.validator(text)
        case .rateLimit:
            guard let limit = RateLimit(text) else {
                throw SettingError(text, "is no rate limit", allowed: RateLimit.allowed)
            }
            rateLimit = limit
        case .stormLimit: stormLimit = try SettingText.number(text, in: 1...1_000_000)
        case .refreshReuse: refreshReuse = try SettingText.choice(text, "choice")
        case .refreshReuseInterval:
            let interval = try SettingText.duration(text, from: .zero, else: "is negative", "0ms to 24h")
            guard interval <= .seconds(86_400) else { throw SettingError(text, "is too much", allowed: "0ms to 24h") }
            refreshReuseInterval = interval
        case .loginPage: loginPage = try SettingText.flag(text)
        case .corsCredentials: corsCredentials = try SettingText.flag(text)
        }
    }

    /// Back to what an unset value means.
    package mutating func unset(_ name: SettingName) throws(SettingError) {
        switch name {
        case .tolerance: tolerance = nil
        case .expiresIn: expiresIn = nil
        case .rateLimit: rateLimit = nil
        case .stormLimit: stormLimit = nil
        case .offsetTtl: skew.ttl = nil
        case .offsetSteps: skew.steps = []
        case .nodes: nodes = nil
        case .offset, .tokenLifetime, .timestampPrecision, .refreshReuse, .refreshReuseInterval, .loginPage,
            .corsCredentials, .drift, .jitter, .jitterSeed,
            .validator, .iatRounding, .backdate, .nodeChoice, .nodeSeed:
            throw SettingError("null", "unsets nothing", allowed: "a value")
        }
    }

    /// Takes over one setting as it stands in `other`.
    mutating func copy(_ name: SettingName, from other: Settings) {
        switch name {
        case .offset: offset = other.offset
        case .drift: skew.drift = other.skew.drift
        case .offsetSteps: skew.steps = other.skew.steps
        case .jitter: skew.jitter = other.skew.jitter
        case .jitterSeed: skew.jitterSeed = other.skew.jitterSeed
        case .offsetTtl: skew.ttl = other.skew.ttl
        case .iatRounding: iatRounding = other.iatRounding
        case .backdate: backdate = other.backdate
        case .nodes: nodes = other.nodes
        case .nodeChoice: nodeChoice = other.nodeChoice
        case .nodeSeed: nodeSeed = other.nodeSeed
        case .tolerance: tolerance = other.tolerance
        case .tokenLifetime: tokenLifetime = other.tokenLifetime
        case .expiresIn: expiresIn = other.expiresIn
        case .timestampPrecision: timestampPrecision = other.timestampPrecision
        case .validator: validator = other.validator
        case .rateLimit: rateLimit = other.rateLimit
        case .stormLimit: stormLimit = other.stormLimit
        case .refreshReuse: refreshReuse = other.refreshReuse
        case .refreshReuseInterval: refreshReuseInterval = other.refreshReuseInterval
        case .loginPage: loginPage = other.loginPage
        case .corsCredentials: corsCredentials = other.corsCredentials
        }
    }

    /// One setting as JSON shows it.
    func json(_ name: SettingName) -> JSONValue {
        switch name {
        case .offset: .string(DurationText.text(offset))
        case .drift: .string(SkewText.text(drift: skew.drift))
        case .offsetSteps: skew.steps.isEmpty ? .null : .string(SkewText.text(steps: skew.steps))
        case .jitter: .string(DurationText.text(skew.jitter))
        case .jitterSeed: JSONValue(skew.jitterSeed)
        case .offsetTtl: skew.ttl.map { .string(DurationText.text($0)) } ?? .null
        case .iatRounding: .string(iatRounding.rawValue)
        case .backdate: .string(DurationText.text(backdate))
        case .nodes: nodes.map { .string($0.text) } ?? .null
        case .nodeChoice: .string(nodeChoice.rawValue)
        case .nodeSeed: JSONValue(nodeSeed)
        case .tolerance: .string(DurationText.text(effectiveTolerance))
        case .tokenLifetime: .string(DurationText.text(tokenLifetime))
        case .expiresIn: JSONValue(advertisedExpiresIn)
        case .timestampPrecision: .string(timestampPrecision.rawValue)
        case .validator: .string(validator.name)
        case .rateLimit: rateLimit.map { .string($0.text) } ?? .null
        case .stormLimit: stormLimit.map { JSONValue($0) } ?? .null
        case .refreshReuse: .string(refreshReuse.rawValue)
        case .refreshReuseInterval: .string(DurationText.text(refreshReuseInterval))
        case .loginPage: .bool(loginPage)
        case .corsCredentials: .bool(corsCredentials)
        }
    }

    /// The same in whole milliseconds, where it is a duration that has such a twin; null where it is none at all.
    func milliseconds(_ name: SettingName) -> JSONValue? {
        switch name {
        case .offset: JSONValue(offset.millisecondsRoundedDown)
        case .tolerance: JSONValue(effectiveTolerance.millisecondsRoundedDown)
        case .tokenLifetime: JSONValue(tokenLifetime.millisecondsRoundedDown)
        case .jitter: JSONValue(skew.jitter.millisecondsRoundedDown)
        case .offsetTtl: skew.ttl.map { JSONValue($0.millisecondsRoundedDown) } ?? .null
        case .backdate: JSONValue(backdate.millisecondsRoundedDown)
        case .refreshReuseInterval: JSONValue(refreshReuseInterval.millisecondsRoundedDown)
        default: nil
        }
    }
}
