internal import JWT

extension Setting {
    /// Every setting, in the order in which they are shown.
    ///
    /// A new setting needs a row here, its field in `Settings`, the code that uses it, and a row in the README's table.
    package static let all: [Setting] = [
        Setting(
            "offset",
            .clocks,
            \.skew.offset,
            .duration,
            isSkew: true,
            default: "0ms",
            "How far the issuer's clock runs ahead of the gateway's. Positive: tokens come from the future."
        ),
        Setting(
            optional: "tolerance",
            .clocks,
            \.tolerance,
            .tolerance,
            followed: \.effectiveTolerance,
            default: "the validator's",
            """
            How much difference the gateway forgives: iat and nbf up to now + tolerance, exp down to now - tolerance.
            """,
            null: """
                Null unsets it: then the leeway of the validator holds, which is none for `strict`, and `GET` shows it. \
                For a client, null does so for that client alone, whatever the global tolerance is.
                """
        ),
        Setting(
            "tokenLifetime",
            .tokens,
            \.tokenLifetime,
            .positive(else: "is no lifetime"),
            default: "24h",
            "How long a token is good, enforced by exp."
        ),
        Setting(
            optional: "expiresIn",
            .tokens,
            \.expiresIn,
            .expiresIn,
            followed: \.advertisedExpiresIn,
            default: "the lifetime",
            "What expires_in advertises, in whole seconds; here, a bare number is seconds.",
            null: "Null follows the lifetime."
        ),
        Setting(
            "timestampPrecision",
            .tokens,
            \.timestampPrecision,
            .choice("precision"),
            default: "milliseconds",
            """
            milliseconds: every call within the skew is refused. seconds: floored, so that a skew of 200 ms refuses \
            about one in five, as in the wild.
            """
        ),
        Setting(
            "drift",
            .clocks,
            \.skew.drift,
            .drift,
            isSkew: true,
            default: "0ppm",
            """
            How fast the issuer's clock gains on the gateway's, such as 50ppm or -200ppb; at most 100000ppm either way.
            """
        ),
        Setting(
            optional: "offsetSteps",
            .clocks,
            \.offsetSteps,
            .steps,
            isSkew: true,
            default: "none",
            "Other offsets after a while, such as 10s:200ms,30s:0ms; counted from when the offset was set.",
            null: "Null is none."
        ),
        Setting(
            "jitter",
            .clocks,
            \.skew.jitter,
            .upTo(hours: 1),
            isSkew: true,
            default: "0ms",
            "How much the offset varies either way, another amount each millisecond."
        ),
        Setting(
            "jitterSeed",
            .clocks,
            \.skew.jitterSeed,
            .seed,
            isSkew: true,
            default: "0",
            "The same seed makes the same jitter."
        ),
        Setting(
            optional: "offsetTtl",
            .clocks,
            \.skew.ttl,
            .positive(else: "is no time"),
            isSkew: true,
            default: "for ever",
            """
            How long the offset lasts, with jitter, drift and steps; then a client follows the global skew again, and the \
            global skew is that of the start again.
            """,
            null: "Null is for ever."
        ),
        Setting(
            "iatRounding",
            .tokens,
            \.iatRounding,
            .choice("rounding"),
            default: "floor",
            "How iat is rounded to the unit of the timestamp precision: floor, round or ceil."
        ),
        Setting(
            "backdate",
            .tokens,
            \.backdate,
            .upTo(hours: 24),
            default: "0ms",
            "How much earlier than its clock the issuer says that a token was issued: the issuer-side cure."
        ),
        Setting(
            optional: "nodes",
            .clocks,
            \.nodes,
            .nodes,
            default: "one",
            "A gateway of several machines: how far each one's clock is ahead, such as 0ms,-200ms,+50ms.",
            null: "Null is one machine on the gateway's clock."
        ),
        Setting(
            "nodeChoice",
            .clocks,
            \.nodeChoice,
            .choice("choice"),
            default: "round-robin",
            """
            Where a request lands: round-robin or random (each request), connection or random-connection (each \
            connection).
            """
        ),
        Setting(
            "nodeSeed",
            .clocks,
            \.nodeSeed,
            .seed,
            default: "0",
            "The same seed makes the same random choices."
        ),
        Setting(
            "validator",
            .tokens,
            \.validator,
            .validator,
            default: "strict",
            "Judge tokens as this library or gateway does, such as pyjwt or envoy; --validator list prints them all."
        ),
        Setting(
            optional: "rateLimit",
            .behaviour,
            \.rateLimit,
            .rateLimit,
            default: "none",
            "How many API requests of one client are good in a window, such as 300/min; more get 429.",
            null: "Null is no limit."
        ),
        Setting(
            optional: "stormLimit",
            .behaviour,
            \.stormLimit,
            .stormLimit,
            default: "none",
            """
            How many tokens in a row may each lead to nothing but a 401 and the next token; further ones are refused.
            """,
            null: "Null is no limit."
        ),
        Setting(
            "refreshReuse",
            .behaviour,
            \.refreshReuse,
            .choice("choice"),
            default: "revoke",
            """
            What a spent refresh token does besides being refused: revoke (all that came from its sign-in) or refuse.
            """
        ),
        Setting(
            "refreshReuseInterval",
            .behaviour,
            \.refreshReuseInterval,
            .upTo(hours: 24),
            default: "0ms",
            "How long a spent refresh token is answered with its successor again, for two tabs that refresh at once."
        ),
        Setting(
            "loginPage",
            .behaviour,
            \.loginPage,
            .flag,
            default: "off",
            "Let /oauth/authorize show a login page, instead of approving at once."
        ),
        Setting(
            "corsCredentials",
            .behaviour,
            \.corsCredentials,
            .flag,
            default: "off",
            "Serve pages that call with their cookies (withCredentials), from any origin."
        ),
        Setting(
            "journalDetail",
            .behaviour,
            \.journalDetail,
            .choice("detail"),
            default: "off",
            "What the journal keeps of a request besides: its fields, or fields and bodies; secrets are left out."
        ),
    ]
}
