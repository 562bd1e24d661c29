internal import ArgumentParser

/// The two clocks, how tokens are stamped, and who judges them.
struct TimeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How far the issuer's clock runs ahead of the gateway's. Positive: tokens come from the future. (default: 0ms)",
            valueName: "duration"
        )
    )
    var offset: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How much difference the gateway forgives: iat and nbf up to now + tolerance, exp down to now - tolerance. (default: the validator's)",
            valueName: "duration"
        )
    )
    var tolerance: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long a token is good, enforced by exp. (default: 24h)", valueName: "duration")
    )
    var tokenLifetime: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What expires_in advertises, in whole seconds; here, a bare number is seconds. (default: the lifetime)",
            valueName: "duration"
        )
    )
    var expiresIn: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "milliseconds: every call within the skew is refused. seconds: floored, so that a skew of 200 ms refuses about one in five, as in the wild. (default: milliseconds)",
            valueName: "unit"
        )
    )
    var timestampPrecision: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How fast the issuer's clock gains on the gateway's, such as 50ppm or -200ppb. (default: 0ppm)",
            valueName: "rate"
        )
    )
    var drift: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Other offsets after a while, such as 10s:200ms,30s:0ms; counted from when the offset was set.",
            valueName: "steps"
        )
    )
    var offsetSteps: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How much the offset varies either way, another amount each millisecond. (default: 0ms)",
            valueName: "duration"
        )
    )
    var jitter: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The same seed makes the same jitter. (default: 0)", valueName: "number")
    )
    var jitterSeed: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long the offset lasts, jitter, drift and steps included; then there is none.",
            valueName: "duration"
        )
    )
    var offsetTtl: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How iat is rounded to the unit of --timestamp-precision: floor, round or ceil. (default: floor)",
            valueName: "way"
        )
    )
    var iatRounding: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How much earlier than its clock the issuer says that a token was issued: the issuer-side cure. (default: 0ms)",
            valueName: "duration"
        )
    )
    var backdate: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "A gateway of several machines: how far each one's clock is ahead, such as 0ms,-200ms,+50ms.",
            valueName: "offsets"
        )
    )
    var nodes: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Where a request lands: round-robin or random (each request), connection or random-connection (each connection). (default: round-robin)",
            valueName: "choice"
        )
    )
    var nodeChoice: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The same seed makes the same random choices. (default: 0)", valueName: "number")
    )
    var nodeSeed: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Judge tokens as this library or gateway does, such as pyjwt or envoy; list prints them all. (default: strict)",
            valueName: "name"
        )
    )
    var validator: String?

    var flags: [(ServeOption, String?)] {
        [
            (.offset, offset), (.tolerance, tolerance), (.tokenLifetime, tokenLifetime), (.expiresIn, expiresIn),
            (.timestampPrecision, timestampPrecision), (.drift, drift), (.offsetSteps, offsetSteps), (.jitter, jitter),
            (.jitterSeed, jitterSeed), (.offsetTtl, offsetTtl), (.iatRounding, iatRounding), (.backdate, backdate),
            (.nodes, nodes), (.nodeChoice, nodeChoice), (.nodeSeed, nodeSeed), (.validator, validator),
        ]
    }
}
