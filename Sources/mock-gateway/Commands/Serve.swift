internal import ArgumentParser
internal import Gateway

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `mock-gateway serve`, the default.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway until SIGTERM or SIGINT.",
        discussion: """
            Each option can also be given in the environment (MOCK_GATEWAY_TOKEN_LIFETIME for --token-lifetime) or in a \
            JSON file (tokenLifetime); a flag wins over the environment, the environment over the file.

            A duration is an optional sign and then 200ms, 1.5s, 1m30s or 24h; a bare number is milliseconds.
            """
    )

    @Option(
        help: ArgumentHelp("Address to listen on: IPv4, IPv6, or a name. (default: 127.0.0.1)", valueName: "address")
    )
    var host: String?
    @Option(help: ArgumentHelp("Port; 0 takes a free one. (default: 8080)", valueName: "port"))
    var port: String?
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
            "What expires_in advertises, in whole seconds. (default: the lifetime)",
            valueName: "duration"
        )
    )
    var expiresIn: String?
    @Option(
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
        help: ArgumentHelp(
            "Other offsets after a while, such as 10s:200ms,30s:0ms; counted from when the offset was set.",
            valueName: "steps"
        )
    )
    var offsetSteps: String?
    @Option(
        help: ArgumentHelp(
            "How much the offset varies either way, another amount each millisecond. (default: 0ms)",
            valueName: "duration"
        )
    )
    var jitter: String?
    @Option(help: ArgumentHelp("The same seed makes the same jitter. (default: 0)", valueName: "number"))
    var jitterSeed: String?
    @Option(help: ArgumentHelp("How long the offset lasts, jitter, drift and steps included.", valueName: "duration"))
    var offsetTtl: String?
    @Option(
        help: ArgumentHelp(
            "How iat is rounded to the unit of --timestamp-precision: floor, round or ceil. (default: floor)",
            valueName: "way"
        )
    )
    var iatRounding: String?
    @Option(
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
        help: ArgumentHelp(
            "Where a request lands: round-robin or random (each request), connection or random-connection (each connection). (default: round-robin)",
            valueName: "choice"
        )
    )
    var nodeChoice: String?
    @Option(help: ArgumentHelp("The same seed makes the same random choices. (default: 0)", valueName: "number"))
    var nodeSeed: String?
    @Option(
        help: ArgumentHelp(
            "Judge tokens as this library or gateway does, such as pyjwt or envoy; list prints them all. (default: strict)",
            valueName: "name"
        )
    )
    var validator: String?
    @Option(
        help: ArgumentHelp(
            "How many API requests of one client are good in a window, such as 300/min; more get 429. (default: none)",
            valueName: "limit"
        )
    )
    var rateLimit: String?
    @Option(
        help: ArgumentHelp(
            "After so many refreshes in a row that only led to a refusal, refuse further ones. (default: none)",
            valueName: "count"
        )
    )
    var stormLimit: String?
    @Option(
        help: ArgumentHelp(
            "What a spent refresh token does besides being refused: revoke (all that came from its sign-in) or refuse. (default: revoke)",
            valueName: "mode"
        )
    )
    var refreshReuse: String?
    @Flag(help: "Let /oauth/authorize show a login page, instead of approving at once.")
    var loginPage = false
    @Option(
        help: ArgumentHelp(
            "open: any client id and secret are good. closed: only those in the config file or made by /__admin/clients. (default: open)",
            valueName: "mode"
        )
    )
    var clients: String?
    @Option(
        help: ArgumentHelp(
            "Make requests fail, such as 'GET /api/v2/** status=503 next=2 delay=300ms', or a JSON object as /__admin/faults takes it.",
            valueName: "fault"
        )
    )
    var fault: String?
    @Option(help: ArgumentHelp("Requests that the journal remembers. (default: 10000)", valueName: "count"))
    var journalSize: String?
    @Option(
        help: ArgumentHelp(
            "File with the HS256 key, 32 bytes or more; or the key itself in MOCK_GATEWAY_SIGNING_KEY. (default: random)",
            valueName: "file"
        )
    )
    var signingKeyFile: String?
    @Option(help: ArgumentHelp("Folder laid over the built-in fixtures.", valueName: "folder"))
    var fixtures: String?
    @Option(help: ArgumentHelp("JSON file with these settings in camel case.", valueName: "file"))
    var config: String?
    @Option(help: ArgumentHelp("Extra path in front of /oauth, as the SDKs' path_params_login.", valueName: "path"))
    var loginPrefix: String?
    @Option(help: ArgumentHelp("Extra path in front of /api, as the SDKs' path_params_api.", valueName: "path"))
    var apiPrefix: String?
    @Option(help: ArgumentHelp("File to write once listening: url, host, port, pid.", valueName: "file"))
    var readyFile: String?
    @Option(
        help: ArgumentHelp(
            "File with the token that /__admin asks for; or the token itself in MOCK_GATEWAY_ADMIN_TOKEN. (default: none on loopback, else random)",
            valueName: "file"
        )
    )
    var adminTokenFile: String?
    @Option(
        help: ArgumentHelp(
            "off, on (https and http on the same port), or required (https only). (default: on)",
            valueName: "mode"
        )
    )
    var tls: String?
    @Option(help: ArgumentHelp("Folder of the local CA. (default: in the XDG data folder)", valueName: "folder"))
    var caDir: String?
    @Option(
        help: ArgumentHelp(
            "Another host name to serve by https and as a proxy; several are separated by commas.",
            valueName: "names"
        )
    )
    var tlsName: String?
    @Option(help: ArgumentHelp("PEM file with a certificate of your own, its chain behind it.", valueName: "file"))
    var tlsCert: String?
    @Option(help: ArgumentHelp("PEM file with the key to it.", valueName: "file"))
    var tlsKey: String?
    @Option(help: ArgumentHelp("Connections at once; those beyond are closed. (default: 10000)", valueName: "count"))
    var maxConnections: String?
    @Option(
        help: ArgumentHelp(
            "Threads that serve connections. (default: one for each processor, at most 4)",
            valueName: "count"
        )
    )
    var eventLoops: String?
    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. (default: info)",
            valueName: "level"
        )
    )
    var logLevel: String?
    @Option(help: ArgumentHelp("text or json, on standard error. (default: text)", valueName: "format"))
    var logFormat: String?

    func run() throws {
        guard validator != "list" else { return try StandardStreams.writeOutput(ValidatorTable.text) }
        let environment = ProcessInfo.processInfo.environment
        let flags = flags
        let read: @Sendable () throws(StartError) -> GivenOptions = { () throws(StartError) in
            try GivenOptions(flags: flags, environment: environment) { given throws(StartError) in
                try InputFile.read(given.value, for: given.name)
            }
        }
        let options = try read()
        var plan = try ServePlan(options, environment: environment)
        plan.configuration.reader = DefinitionsReader(started: options, environment: environment, read: read).start
        try GatewayProcess(plan, ignoredVariables: options.ignoredVariables).run()
    }

    private var flags: [ServeOption: String] {
        let all: [(ServeOption, String?)] = [
            (.host, host), (.port, port), (.offset, offset), (.tolerance, tolerance), (.tokenLifetime, tokenLifetime),
            (.expiresIn, expiresIn), (.timestampPrecision, timestampPrecision), (.drift, drift),
            (.offsetSteps, offsetSteps), (.jitter, jitter), (.jitterSeed, jitterSeed), (.offsetTtl, offsetTtl),
            (.iatRounding, iatRounding), (.backdate, backdate), (.nodes, nodes), (.nodeChoice, nodeChoice),
            (.nodeSeed, nodeSeed), (.rateLimit, rateLimit),
            (.stormLimit, stormLimit), (.refreshReuse, refreshReuse), (.loginPage, loginPage ? "on" : nil),
            (.clients, clients), (.fault, fault), (.journalSize, journalSize), (.signingKeyFile, signingKeyFile),
            (.fixtures, fixtures), (.config, config), (.loginPrefix, loginPrefix), (.apiPrefix, apiPrefix),
            (.readyFile, readyFile), (.tls, tls), (.caDir, caDir), (.tlsName, tlsName), (.tlsCert, tlsCert),
            (.tlsKey, tlsKey), (.adminTokenFile, adminTokenFile), (.maxConnections, maxConnections),
            (.eventLoops, eventLoops), (.logLevel, logLevel), (.logFormat, logFormat), (.validator, validator),
        ]
        return all.reduce(into: [:]) { flags, flag in flags[flag.0] = flag.1 }
    }
}
