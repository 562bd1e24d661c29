internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Launch
internal import Policy

/// `mock-gateway serve`, the default.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway until SIGTERM or SIGINT.",
        discussion: """
            Each option can also be given in the environment (MOCK_GATEWAY_TOKEN_LIFETIME for --token-lifetime) or in a \
            JSON file (tokenLifetime); a flag wins over the environment, the environment over the file.

            A duration is an optional sign and then 200ms, 1.5s, 1m30s or 24h; a bare number is \
            milliseconds (of --expires-in: seconds).
            """
    )

    @OptionGroup var options: ServeOptions
    @Flag(help: "With --validator list: print JSON.")
    var json = false

    func run() throws {
        guard json else { return try Self.run(options.given) }
        guard options.given[.setting(.validator)] == "list" else {
            throw StartError(.usage, "--json: needs a list to print; allowed: with --validator list")
        }
        try StandardStreams.writeOutput(ValidatorTable.json)
    }

    /// How many bytes the config file may have, with its clients and faults.
    private static let configLimit = 64 << 20

    /// - Parameter flags: the options that were given.
    static func run(_ flags: [ServeOption: String]) throws {
        // The value is asked for first: most starts then need not make the settings.
        guard !flags.contains(where: { $0.value == "list" && $0.key == .setting(.validator) }) else {
            return try StandardStreams.writeOutput(ValidatorTable.text)
        }
        let environment = ProcessInfo.processInfo.environment
        let options = try GivenOptions(flags: flags, environment: environment) { given throws(StartError) in
            try InputFile.read(given.value, for: given.name, limit: configLimit)
        }
        var plan = try ServePlan(options, environment: environment)
        let reader = DefinitionsReader(
            started: options,
            secrets: plan.secrets,
            environment: environment
        ) { () throws(StartError) in
            try GivenOptions(flags: flags, environment: environment) { given throws(StartError) in
                // At the start it may be a pipe such as <(…), but a pipe has been read by now.
                try InputFile.readRegular(given.value, for: given.name, limit: configLimit)
            }
        }
        plan.configuration.reader = reader.start
        let supervisor = try Supervisor(environment)
        try GatewayProcess(plan, ignoredVariables: options.ignoredVariables, supervisor: supervisor).run()
    }
}
