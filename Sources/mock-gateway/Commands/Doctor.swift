internal import ArgumentParser
internal import ClockProbe
internal import FoundationEssentials
internal import Gateway
internal import HTTPClient
internal import Launch
internal import OpenSSL
internal import Policy

/// `mock-gateway doctor`: whether this machine's clock is the culprit.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell whether this machine's clock is why a fresh token is refused: exit 0, 1, 2 or 3.",
        usage: "mock-gateway doctor [<options>]",
        discussion: """
            Without --ntp and --against it asks nobody: it goes by the kernel, which knows whether a time service keeps \
            the clock right, and to within what. With them it measures, and the measurements decide.

            --ntp asks an NTP server four times and takes the answer that came back fastest. --against finds the moment \
            at which the server's Date field ticks over, by up to 20 HEAD requests in up to 8 seconds; it goes there \
            directly, through no proxy, and follows no redirect. Neither gets closer than half of what an exchange \
            takes.

            Every figure is a range that holds the truth, such as 212 ms ± 9 ms. But a Date may be one that the server keeps and \
            renews only now and then: it is then up to 1.1 s old, and the server seems late. So no server is called late \
            for less than that, unless it says to the millisecond when its Date was made, as mock-gateway does. Both \
            explanations are then told, each with its bounds. A Date that does not stay with the second is surely a kept one.

            Exit status:
              0  fine: all of the range is within --limit, itself included, either way
              1  skewed: all of the range is beyond it, however old the Date may be
              2  could not tell: the range is too wide for the limit, a server did not
                 answer, or the kernel, asked alone, does not vouch for so little
              3  skewed or cached: the server is late by more than the limit, or its
                 Date is a cached one; mock-gateway probe tells which
            If both are asked, 1 wins over 3, 3 over 2, and 2 over 0. The kernel alone gives 0 or 2.

            A clock that is ahead hurts where it stamps tokens, one that is behind where it checks them. An SDK client \
            does neither. The time zone plays no part: iat counts in UTC.

            Examples:
              mock-gateway doctor
              mock-gateway doctor --ntp time.example.com
              mock-gateway doctor --against https://api.example.com --limit 20ms --json
            """
    )

    @Option(help: ArgumentHelp("NTP server to ask, on port 123 unless told otherwise.", valueName: "host[:port]"))
    var ntp: String?
    @Option(help: ArgumentHelp("http or https address whose Date field to compare with.", valueName: "url"))
    var against: String?
    @Option(
        help: ArgumentHelp("PEM file with the CAs to trust in place of the system's.", valueName: "file"),
        completion: .file()
    )
    var cacert: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How far apart is still fine: 1ms or more. (default: 50ms)", valueName: "duration")
    )
    var limit: String?
    @Flag(help: "Print one JSON object in place of text.")
    var json = false

    func run() throws {
        let limit = try allowedSkew()
        let server = try timeServer()
        let target = try webServer()
        let authorities = try trusted(target)
        var findings = Findings(
            kernel: Result(catching: KernelClock.read),
            surroundings: Surroundings.read(environment: ProcessInfo.processInfo.environment),
            limit: limit
        )
        if let server {
            let query = NTPQuery(server)
            let outcome = Result { () throws(ExchangeFailure) in try query.ask().lead }
            findings.ntp = Findings.Measurement(.ntp, host: server.host, outcome: outcome)
        }
        if let target {
            // A tight limit asks for a fine measurement, and so does an edge that may move.
            let probe = DateProbe(target, goal: max(.milliseconds(1), min(.milliseconds(2), limit / 10)))
            let outcome = Result { () throws(ExchangeFailure) in try probe.run(trusting: authorities) }
            findings.against = Findings.Measurement(.dateField, host: target.host, outcome: outcome)
        }
        let report = DoctorReport(findings, ntp: ntp, against: against)
        try StandardStreams.writeOutput(json ? report.json : report.text)
        switch report.diagnosis.verdict {
        case .fine: return
        case .skewed: throw ExitCode(1)
        case .unknown: throw ExitCode(2)
        case .skewedOrCached: throw ExitCode(3)
        }
    }

    private func allowedSkew() throws(StartError) -> Duration {
        guard let limit else { return .milliseconds(50) }
        let duration: Duration
        do throws(DurationText.Failure) {
            duration = try DurationText.parse(limit)
        } catch .malformed {
            throw StartError(.usage, "--limit: \(limit) is no duration; allowed: \(DurationText.allowed)")
        } catch .notWholeMilliseconds {
            throw StartError(.usage, "--limit: \(limit) is finer than a millisecond; allowed: 1ms or more")
        } catch {
            throw StartError(.usage, "--limit: \(limit) is too long; allowed: \(DurationText.allowed)")
        }
        guard duration >= .milliseconds(1) else {
            throw StartError(.usage, "--limit: \(limit) is no limit; allowed: 1ms or more")
        }
        return duration
    }

    private func timeServer() throws(StartError) -> HostAndPort? {
        guard let ntp else { return nil }
        guard let server = HostAndPort(ntp, defaultPort: NTPQuery.defaultPort) else {
            throw StartError(.usage, "--ntp: \(ntp) is no NTP server; allowed: HOST, HOST:PORT or [IPV6]:PORT")
        }
        return server
    }

    private func webServer() throws(StartError) -> HTTPTarget? {
        guard let against else { return nil }
        guard let target = HTTPTarget(url: against) else {
            throw StartError(
                .usage,
                "--against: \(against) is no address to ask; allowed: http://HOST[:PORT][/PATH], or https"
            )
        }
        return target
    }

    private func trusted(_ target: HTTPTarget?) throws(StartError) -> [Certificate]? {
        guard let cacert else { return nil }
        guard let target, target.isSecure else {
            throw StartError(.usage, "--cacert: is for an https address only; allowed: with --against https://…")
        }
        let contents = try InputFile.read(cacert, for: "--cacert")
        do throws(OpenSSLError) {
            return try Certificate.chain(pem: contents)
        } catch {
            throw StartError(.dataError, "--cacert: \(cacert) holds no PEM certificate: \(error)")
        }
    }
}
