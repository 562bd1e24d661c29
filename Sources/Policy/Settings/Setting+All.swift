internal import JWT

extension Setting {
    /// Every setting, in the order in which they are shown.
    ///
    /// A new setting needs a row here, its field in `Settings`, the code that uses it, and a row in the README's table.
    package static let all: [Setting] = [
        Setting(
            "offset",
            in: .clocks,
            at: \.skew.offset,
            as: .duration,
            isSkew: true,
            default: "0ms",
            about: "How far the issuer's clock runs ahead of the gateway's. Positive: tokens come from the future."
        ),
        Setting(
            optional: "tolerance",
            in: .clocks,
            at: \.tolerance,
            as: .tolerance,
            followed: \.effectiveTolerance,
            default: "the validator's",
            about: """
                How much difference the gateway forgives: iat and nbf up to now + tolerance, exp down to now - tolerance.
                """,
            null: """
                Null unsets it: then the leeway of the validator holds, which is none for `strict`, and `GET` shows it. \
                For a client, null does so for that client alone, whatever the global tolerance is.
                """
        ),
        Setting(
            "tokenLifetime",
            in: .tokens,
            at: \.tokenLifetime,
            as: .positive(else: "is no lifetime"),
            default: "24h",
            about: "How long a token is good, enforced by exp."
        ),
        Setting(
            optional: "expiresIn",
            in: .tokens,
            at: \.expiresIn,
            as: .expiresIn,
            followed: \.advertisedExpiresIn,
            default: "the lifetime",
            about: "What expires_in advertises, in whole seconds; here, a bare number is seconds.",
            null: "Null follows the lifetime."
        ),
        Setting(
            "timestampPrecision",
            in: .tokens,
            at: \.timestampPrecision,
            as: .choice("precision"),
            default: "milliseconds",
            about: """
                milliseconds: every call within the skew is refused. seconds: floored, so that a skew of 200 ms refuses \
                about one in five, as in the wild.
                """
        ),
        Setting(
            "drift",
            in: .clocks,
            at: \.skew.drift,
            as: .drift,
            isSkew: true,
            default: "0ppm",
            about: """
                How fast the issuer's clock gains on the gateway's, such as 50ppm or -200ppb; at most 100000ppm either way.
                """
        ),
        Setting(
            optional: "offsetSteps",
            in: .clocks,
            at: \.offsetSteps,
            as: .steps,
            isSkew: true,
            default: "none",
            about: "Other offsets after a while, such as 10s:200ms,30s:0ms; counted from when the offset was set.",
            null: "Null is none."
        ),
        Setting(
            "jitter",
            in: .clocks,
            at: \.skew.jitter,
            as: .upTo(hours: 1),
            isSkew: true,
            default: "0ms",
            about: "How much the offset varies either way, another amount each millisecond."
        ),
        Setting(
            "jitterSeed",
            in: .clocks,
            at: \.skew.jitterSeed,
            as: .seed,
            isSkew: true,
            default: "0",
            about: "The same seed makes the same jitter."
        ),
        Setting(
            optional: "offsetTtl",
            in: .clocks,
            at: \.skew.ttl,
            as: .positive(else: "is no time"),
            isSkew: true,
            default: "for ever",
            about: """
                How long the offset lasts, with jitter, drift and steps; then a client follows the global skew again, and the \
                global skew is that of the start again.
                """,
            null: "Null is for ever."
        ),
        Setting(
            "iatRounding",
            in: .tokens,
            at: \.iatRounding,
            as: .choice("rounding"),
            default: "floor",
            about: "How iat is rounded to the unit of the timestamp precision: floor, round or ceil."
        ),
        Setting(
            "backdate",
            in: .tokens,
            at: \.backdate,
            as: .upTo(hours: 24),
            default: "0ms",
            about: "How much earlier than its clock the issuer says that a token was issued: the issuer-side cure."
        ),
        Setting(
            optional: "nodes",
            in: .clocks,
            at: \.nodes,
            as: .nodes,
            default: "one",
            about: "A gateway of several machines: how far each one's clock is ahead, such as 0ms,-200ms,+50ms.",
            null: "Null is one machine on the gateway's clock."
        ),
        Setting(
            "nodeChoice",
            in: .clocks,
            at: \.nodeChoice,
            as: .choice("choice"),
            default: "round-robin",
            about: """
                Where a request lands: round-robin or random (each request), connection or random-connection (each \
                connection).
                """
        ),
        Setting(
            "nodeSeed",
            in: .clocks,
            at: \.nodeSeed,
            as: .seed,
            default: "0",
            about: "The same seed makes the same random choices."
        ),
        Setting(
            "validator",
            in: .tokens,
            at: \.validator,
            as: .validator,
            default: "strict",
            about:
                "Judge tokens as this library or gateway does, such as pyjwt or envoy; --validator list prints them all."
        ),
        Setting(
            optional: "rateLimit",
            in: .behaviour,
            at: \.rateLimit,
            as: .rateLimit,
            default: "none",
            about: "How many API requests of one client are good in a window, such as 300/min; more get 429.",
            null: "Null is no limit."
        ),
        Setting(
            optional: "stormLimit",
            in: .behaviour,
            at: \.stormLimit,
            as: .stormLimit,
            default: "none",
            about: """
                How many tokens in a row may each lead to nothing but a 401 and the next token; further ones are refused.
                """,
            null: "Null is no limit."
        ),
        Setting(
            "refreshReuse",
            in: .behaviour,
            at: \.refreshReuse,
            as: .choice("choice"),
            default: "revoke",
            about: """
                What a spent refresh token does besides being refused: revoke (all that came from its sign-in) or refuse.
                """
        ),
        Setting(
            "refreshReuseInterval",
            in: .behaviour,
            at: \.refreshReuseInterval,
            as: .upTo(hours: 24),
            default: "0ms",
            about:
                "How long a spent refresh token is answered with its successor again, for two tabs that refresh at once."
        ),
        Setting(
            "loginPage",
            in: .behaviour,
            at: \.loginPage,
            as: .flag,
            default: "off",
            about: "Let /oauth/authorize show a login page, instead of approving at once."
        ),
        Setting(
            "corsCredentials",
            in: .behaviour,
            at: \.corsCredentials,
            as: .flag,
            default: "off",
            about: "Serve pages that call with their cookies (withCredentials), from any origin."
        ),
        Setting(
            "journalDetail",
            in: .behaviour,
            at: \.journalDetail,
            as: .choice("detail"),
            default: "off",
            about:
                "What the journal keeps of a request besides: its fields, or fields and bodies; secrets are left out."
        ),
    ]
}
