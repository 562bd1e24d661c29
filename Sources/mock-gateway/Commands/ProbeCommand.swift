internal import ArgumentParser
internal import JSON
internal import Launch
internal import Probe

/// `mock-gateway probe`: what a foreign server forgives.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Find out what a server of yours forgives, by asking it: exit 0 or 2.",
        usage: "mock-gateway probe <url> [<options>]",
        discussion: """
            It sends tokens that it signs itself, watches at which instant each kind of them turns good or bad, and says \
            which of the validators judges so, with what leeway: one request at a time, 120 at most (20 more if no Date \
            field tells where the server's clock is, 400 if its answers contradict each other, as those of several \
            machines, or no validator fits), in about 10 seconds. It sends to that URL and nowhere else: no redirect is \
            followed, no proxy asked. Neither key nor token is shown anywhere.

            If two machines with different clocks answer, it says so; one of five that is behind goes unnoticed once in \
            fifteen times.

            The key is one of HS256 that the server knows, in a file or in MOCK_GATEWAY_SIGNING_KEY. If you have \
            none, --token-command is run by a shell for each token, finds the claims as JSON on its standard input, and \
            prints the token.

            Exit status:
              0  it could tell
              2  it could not, and says why: not reachable, everything refused or accepted, answers
                 that change

            Examples:
              mock-gateway probe http://localhost:9000/api --key-file key
              mock-gateway probe https://example.com/ --key-file k --claims '{"aud": 1}'
              mock-gateway probe http://localhost/ --key-file k --header 'X-Token: {token}'
            """
    )

    @Argument(help: ArgumentHelp("http or https address that wants a token.", valueName: "url"))
    var url: String
    @OptionGroup var server: ServerOptions
    @Flag(help: "Print one JSON object in place of text.")
    var json = false

    func run() throws {
        var examination = try ProbeOptions(url, named: "URL", server).examination()
        let obstacle = examination.obstacle { (all) throws(Obstacle) in try all.run() }
        let report = ProbeReport(url: url, examination.findings, obstacle: obstacle)
        let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try StandardStreams.writeOutput(
            json ? report.json.text + "\n" : lines.map(LineFormatter.escaped).joined(separator: "\n")
        )
        guard report.isTold else { throw ExitCode(2) }
    }
}
