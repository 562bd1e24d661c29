internal import ArgumentParser

/// How much the gateway may take, and what it tells.
struct ProcessOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Connections at once; those beyond are closed. (default: 10000)", valueName: "count")
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
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. (default: info)",
            valueName: "level"
        )
    )
    var logLevel: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("text or json, on standard error. (default: text)", valueName: "format")
    )
    var logFormat: String?

    @Flag(help: "End as by SIGTERM once the parent process has ended, however it did.")
    var exitWithParent = false

    var flags: [(ServeOption, String?)] {
        [
            (.maxConnections, maxConnections), (.eventLoops, eventLoops), (.logLevel, logLevel),
            (.logFormat, logFormat), (.exitWithParent, exitWithParent ? "on" : nil),
        ]
    }
}
