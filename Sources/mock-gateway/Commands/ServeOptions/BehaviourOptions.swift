internal import ArgumentParser

/// What the gateway lets clients do, and what it makes of them.
struct BehaviourOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many API requests of one client are good in a window, such as 300/min; more get 429. (default: none)",
            valueName: "limit"
        )
    )
    var rateLimit: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "After so many refreshes in a row that only led to a refusal, refuse further ones. (default: none)",
            valueName: "count"
        )
    )
    var stormLimit: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What a spent refresh token does besides being refused: revoke (all that came from its sign-in) or refuse. (default: revoke)",
            valueName: "mode"
        )
    )
    var refreshReuse: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a spent refresh token is answered with its successor again, for two tabs that refresh at once. (default: 0ms)",
            valueName: "duration"
        )
    )
    var refreshReuseInterval: String?
    @Flag(help: "Let /oauth/authorize show a login page, instead of approving at once.")
    var loginPage = false
    @Flag(help: "Serve pages that call with their cookies (withCredentials), from any origin.")
    var corsCredentials = false
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "open: any client id and secret are good. closed: only those in the config file or made by /__admin/clients. (default: open)",
            valueName: "mode"
        )
    )
    var clients: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Make requests fail, such as 'GET /api/v2/** status=503 next=2 delay=300ms', or a JSON object as /__admin/faults takes it.",
            valueName: "fault"
        )
    )
    var fault: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Requests that the journal remembers. (default: 10000)", valueName: "count")
    )
    var journalSize: String?

    var flags: [(ServeOption, String?)] {
        [
            (.rateLimit, rateLimit), (.stormLimit, stormLimit), (.refreshReuse, refreshReuse),
            (.refreshReuseInterval, refreshReuseInterval), (.loginPage, loginPage ? "on" : nil),
            (.corsCredentials, corsCredentials ? "on" : nil), (.clients, clients), (.fault, fault),
            (.journalSize, journalSize),
        ]
    }
}
