internal import ArgumentParser
internal import Launch
internal import Logging

/// What the gateway tells of itself.
struct LoggingOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. (default: info)",
            valueName: "level"
        ),
        completion: .list(Logger.Level.allCases.map(\.rawValue))
    )
    var logLevel: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("text or json, on standard error. (default: text)", valueName: "format"),
        completion: .list(LogFormat.allCases.map(\.rawValue))
    )
    var logFormat: String?

    var flags: [(ServeOption, String?)] {
        [
            (.logLevel, logLevel), (.logFormat, logFormat),
        ]
    }
}
