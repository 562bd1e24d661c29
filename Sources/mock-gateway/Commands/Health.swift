internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Launch

/// `mock-gateway health`: for health checks in images that have no curl.
struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running gateway whether it is up: exit 0 or 1.",
        discussion:
            "Without --url, it asks where MOCK_GATEWAY_URL says, or else MOCK_GATEWAY_HOST and MOCK_GATEWAY_PORT, a wildcard address read as loopback."
    )

    @Option(
        help: ArgumentHelp(
            "Where the gateway is. (default: from the environment, else http://127.0.0.1:8080)",
            valueName: "url"
        )
    )
    var url: String?

    func run() throws {
        let target = try HealthProbe.Target(url: url, environment: ProcessInfo.processInfo.environment)
        do throws(HealthProbe.Failure) {
            try HealthProbe.ask(target)
        } catch {
            let message = "mock-gateway: \(target.url) is not healthy: \(error.reason)"
            StandardStreams.writeError(LineFormatter.escaped(message) + "\n")
            throw ExitCode(1)
        }
        try StandardStreams.writeOutput("ok\n")
    }
}
