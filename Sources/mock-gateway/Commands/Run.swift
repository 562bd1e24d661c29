internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Launch

/// `mock-gateway run`: a gateway for as long as a command runs.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command with a gateway of its own, on a free port.",
        discussion: """
            The command finds the gateway in MOCK_GATEWAY_URL, and in MOCK_GATEWAY_ADMIN_TOKEN what its control \
            interface asks for, if it does. Its exit code, its input and its output are passed on as they are; its \
            signals too. The gateway ends with it. What the gateway logs is shown on standard error if the command \
            has failed, and goes nowhere if not.

            With --trust, the command also trusts the gateway's certificates and sends its https requests there: \
            HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS and \
            JAVA_TOOL_OPTIONS are set for it.

            Exit codes: the command's; 128 + n if signal n ended it; 126 if it cannot be started, 127 if it is \
            not found; those of serve if the gateway does not start.

            Examples:
              mock-gateway run -- pytest -n 4
              mock-gateway run --offset 200ms --trust -- npm test
            """
    )

    @Flag(help: "Let the command trust the gateway's https, and reach it as a proxy.")
    var trust = false
    @Option(
        help: ArgumentHelp("File for the gateway's log, which is then shown nowhere else.", valueName: "file"),
        completion: .file()
    )
    var logFile: String?
    @OptionGroup var options: ServeOptions
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
    var command: [String] = []

    func run() throws {
        guard !command.isEmpty else {
            throw StartError(.usage, "COMMAND: is missing; allowed: mock-gateway run [options] -- COMMAND ARGUMENTS")
        }
        let environment = ProcessInfo.processInfo.environment
        let given = options.given
        var arguments = ["serve"]
        for option in ServeOption.all {
            guard let value = given[option] else { continue }
            arguments += option.takesValue ? ["\(option.flag)=\(value)"] : [option.flag]
        }
        // Other runs would have the same port if the environment or the config file named it.
        if given[.port] == nil { arguments.append("\(ServeOption.port.flag)=0") }
        var supervision = try Supervision(logFile: logFile)
        let report = try supervision.startGateway(arguments, environment)
        var surroundings = CommandEnvironment(environment, report)
        let folder = trust ? try TrustFolder() : nil
        defer { folder?.remove() }
        if let folder { try surroundings.trust(report, in: folder) }
        let code = supervision.run(command, surroundings.variables)
        folder?.remove()
        throw ExitCode(code)
    }
}
