internal import ArgumentParser
internal import Launch

/// Where the gateway listens, at which paths it answers, how much it takes, and for how long.
struct NetworkOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Address to listen on: IPv4, IPv6, or a name. (default: 127.0.0.1)", valueName: "address")
    )
    var host: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Port; 0 takes a free one. (default: 8080)", valueName: "port"))
    var port: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Extra path in front of /oauth, as the SDKs' path_params_login.", valueName: "path")
    )
    var loginPrefix: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Extra path in front of /api, as the SDKs' path_params_api.", valueName: "path")
    )
    var apiPrefix: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Connections at once; beyond, the longest idle makes room. (default: 10000)",
            valueName: "count"
        )
    )
    var maxConnections: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Threads that serve connections. (default: one for each processor, at most 4)",
            valueName: "count"
        )
    )
    var eventLoops: String?
    @Flag(help: "End as by SIGTERM once the parent process has ended, however it did.")
    var exitWithParent = false

    var flags: [(ServeOption, String?)] {
        [
            (.host, host), (.port, port), (.loginPrefix, loginPrefix), (.apiPrefix, apiPrefix),
            (.maxConnections, maxConnections), (.eventLoops, eventLoops),
            (.exitWithParent, exitWithParent ? "on" : nil),
        ]
    }
}
