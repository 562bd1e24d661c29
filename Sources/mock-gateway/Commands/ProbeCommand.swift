internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import HTTPClient
internal import HTTPMessages
internal import JSON
internal import JWT
internal import OpenSSL
internal import Probe

/// `mock-gateway probe`: what a server that somebody else runs forgives.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Find out what a server of yours forgives, by asking it: exit 0 or 2.",
        usage: "mock-gateway probe <url> [<options>]",
        discussion: """
            It sends tokens that it signs itself, watches at which instant each kind of them turns good or bad, and says \
            which of the validators judges so, with what leeway: one request at a time, 120 at most (20 more without a Date \
            to go by, 400 where answers contradict each other or no validator fits), in about 10 seconds. It sends to that URL and nowhere else: no redirect is followed, no \
            proxy asked. Neither key nor token is shown anywhere.

            Where two machines answer whose clocks differ, it says so; one of five that is behind hides from it once in \
            ten times.

            The key is one of HS256 that the server knows, in a file or in MOCK_GATEWAY_SIGNING_KEY. Where you have \
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
    @Option(
        help: ArgumentHelp("File with the HS256 key; or the key in MOCK_GATEWAY_SIGNING_KEY.", valueName: "file"),
        completion: .file()
    )
    var keyFile: String?
    @Option(help: ArgumentHelp("What makes tokens in place of a key, run by a shell.", valueName: "command"))
    var tokenCommand: String?
    @Option(
        help: ArgumentHelp(
            "Field to send, {token} standing for the token; more than once for more. (default: 'Authorization: Bearer {token}')",
            valueName: "field"
        )
    )
    var header: [String] = []
    @Option(help: ArgumentHelp("JSON object of claims beside the times; null leaves one out.", valueName: "json"))
    var claims: String?
    @Option(help: ArgumentHelp("Statuses that mean yes, such as 200..299. (default: as found)", valueName: "range"))
    var accepts: String?
    @Option(help: ArgumentHelp("Method of the requests, which have no body.", valueName: "method"))
    var method = "GET"
    @Option(help: ArgumentHelp("How long it may take: 1s to 1h. (default: 5m)", valueName: "duration"))
    var limit: String?
    @Option(
        help: ArgumentHelp("PEM file with the CAs to trust in place of the system's.", valueName: "file"),
        completion: .file()
    )
    var cacert: String?
    @Flag(help: "Print one JSON object in place of text.")
    var json = false

    func run() throws {
        let options = ProbeOptions(self)
        let target = try options.target()
        var limits = Limits()
        if let time = try options.time() { limits.time = time }
        let environment = ProcessInfo.processInfo.environment
        let tokens = TokenSource(
            try options.signer(environment),
            claims: try options.claims(),
            environment: environment
        )
        let server = ProbedServer(
            target,
            method: try options.method(),
            fields: try options.fields(),
            tokens: tokens,
            trust: try options.trust(target)
        )
        let accepted = try options.accepted()
        if !target.isSecure, !options.isLoopback(target) {
            StandardStreams.writeError(
                "mock-gateway: \(LineFormatter.escaped(url)) is plain http: whoever listens on the way gets tokens that are good for ten minutes\n"
            )
        }
        Interruption.begin()
        var examination = Examination(server, limits: limits, accepting: accepted)
        var obstacle: Obstacle?
        do throws(Obstacle) {
            try examination.run()
        } catch {
            obstacle = error
        }
        let report = ProbeReport(url: url, examination.findings, obstacle: obstacle)
        let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try StandardStreams.writeOutput(
            json ? report.json.text + "\n" : lines.map(LineFormatter.escaped).joined(separator: "\n")
        )
        guard report.isTold else { throw ExitCode(2) }
    }
}
