internal import ArgumentParser
internal import Glibc
internal import Launch

/// The program: a local mock of a Genesys Cloud gateway.
@main
struct MockGateway: ParsableCommand {
    /// The version of this release, or of the next one.
    private static let number = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "mock-gateway",
        abstract: "A local mock of a Genesys Cloud gateway with two clocks that you can set apart.",
        discussion: """
            It issues tokens at /oauth/token on one clock and checks them at /api/v2 on another. Set the issuer's \
            clock ahead, and a fresh token is refused with 401, as in the wild; say how much is forgiven, and it is \
            accepted again.

            Examples:
              mock-gateway                                listen on http://127.0.0.1:8080
              mock-gateway --offset 200ms                 tokens come from the future
              mock-gateway --offset 200ms --tolerance 5s  and are forgiven
              mock-gateway demo                           see it happen, and how often
              curl -X PATCH localhost:8080/__admin/settings -d '{"offset": "0ms"}'

            What serve can be told, as mock-gateway serve --help explains:
            \(OptionSection.overview)
            """,
        version: commit.isEmpty ? number : "\(number) (\(commit))",
        groupedSubcommands: [
            CommandGroup(
                name: "Gateway",
                subcommands: [Serve.self, Run.self, Health.self, CA.self, DefinitionCheck.self]
            ),
            CommandGroup(
                name: "Tokens and clocks",
                subcommands: [Demo.self, Token.self, Inspect.self, Doctor.self, ProbeCommand.self]
            ),
        ],
        defaultSubcommand: Serve.self
    )

    static func main() {
        StandardStreams.fillGaps()
        // libssl writes to sockets without MSG_NOSIGNAL.
        signal(SIGPIPE, SIG_IGN)
        // A log at its limit of size (ulimit -f) is treated as one on a full disk.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try run()
        } catch let error as StartError {
            // It is one line, whatever a value holds.
            StandardStreams.writeError("mock-gateway: \(LineFormatter.escaped(error.message))\n")
            Glibc.exit(error.code.rawValue)
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            // A usage error is one line, as every other error is.
            StandardStreams.writeError("mock-gateway: \(LineFormatter.escaped(message(for: error)))\n")
            Glibc.exit(StartError.Code.usage.rawValue)
        }
    }

    private static func run() throws {
        do {
            let arguments = try Arguments.read()
            if let options = PlainArguments.options(arguments) { return try Serve.run(options) }
            try CommandName.check(arguments)
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let error where exitCode(for: error) == .success && !(error is ExitCode) {
            // Help, version and completion scripts come as errors; they are the output that was asked for.
            try StandardStreams.writeOutput(fullMessage(for: error) + "\n")
        }
    }
}
