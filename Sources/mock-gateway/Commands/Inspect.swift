internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Inspection
internal import JSON
internal import JWT
internal import Launch
internal import OpenSSL
internal import Policy

/// `mock-gateway inspect`: what a token says, and how it would be judged.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain a token: claims, verdicts, and when they change.",
        usage: "mock-gateway inspect [<options>] <token>",
        discussion: """
            Shows header and claims with their times, whether the signature is good, what each kind of validator would \
            say, and a timeline: when a refused token heals, and when it dies. Without a key, neither signature nor \
            algorithm is checked, and the rest is judged all the same.

            Nothing is sent anywhere. Exit status: 0 if the token would be accepted, 1 if it would be refused, \
            65 if it is no JWT.

            Examples:
              mock-gateway inspect "$TOKEN"
              mock-gateway inspect --validator spring - < token.txt
              mock-gateway inspect "$TOKEN" --at 2026-01-02T03:04:05.678Z --tolerance 200ms
            """
    )

    @Argument(help: ArgumentHelp("The token, or - for standard input; \"Bearer \" in front of it is skipped."))
    var token: String?
    @Option(
        help: ArgumentHelp("File with the HS256 key; or the key in MOCK_GATEWAY_SIGNING_KEY.", valueName: "file"),
        completion: .file()
    )
    var keyFile: String?
    @Option(
        help: ArgumentHelp("Who judges it; --validator list shows all. (default: strict)", valueName: "name"),
        completion: .list(Setting.validator.choices + ["list"])
    )
    var validator: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How much is forgiven. (default: the validator's own leeway)", valueName: "duration")
    )
    var tolerance: String?
    @Option(
        help: ArgumentHelp("When it is judged, such as 2026-01-02T03:04:05.678Z. (default: now)", valueName: "instant")
    )
    var at: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard validator != "list" else {
            return try StandardStreams.writeOutput(json ? ValidatorTable.json : ValidatorTable.text)
        }
        let environment = ProcessInfo.processInfo.environment
        let settings = try settings()
        let bytes = try tokenBytes()
        let key = try OfflineKey.read(file: keyFile, environment: environment)
        let now = try instant()
        let report: TokenReport
        do throws(TokenError) {
            report = try TokenReport(
                bytes,
                isSigned: try key.map { key throws(TokenError) in try TokenVerifier.isSigned(bytes.span, by: key) },
                validator: settings.validator,
                tolerance: settings.tolerance,
                now: now
            )
        } catch {
            throw StartError(.dataError, Self.explanation(bytes, error))
        }
        let style = Terminal.style(environment)
        try StandardStreams.writeOutput(json ? report.json.text + "\n" : report.text(style))
        if !report.isAccepted { throw ExitCode(1) }
    }

    /// What is wrong with a token that cannot be taken apart.
    private static func explanation(_ token: [UInt8], _ error: TokenError) -> String {
        let looksLikeOne =
            token.starts(with: Array("eyJ".utf8)) || token.count { $0 == UInt8(ascii: ".") } == 2
        if looksLikeOne {
            let sentence = TokenRefusal(error).explanation(tolerance: .zero, by: nil)
            return "this is no token: \(sentence). It looks like a JWT that was cut off or changed: copy all of it."
        }
        return """
            this is an opaque token: not three parts with dots between them, as a JWT is, so nothing can be read from it. \
            Only the server that issued it knows what it stands for (Genesys Cloud's own are said to be such): send it \
            there, to GET /api/v2/tokens/me, and read the answer.
            """
    }

    private func settings() throws(StartError) -> Settings {
        try Settings(flags: ["tolerance": tolerance, "validator": validator])
    }

    private func instant() throws(StartError) -> NumericDate {
        guard let at else { return GatewayClock().trueNow() }
        guard let instant = RFC3339.parse(at) else {
            throw StartError(.usage, "--at: \(at) is no instant; allowed: one such as 2026-01-02T03:04:05.678Z")
        }
        return instant
    }

    /// In bytes: far more than fits into a request's head.
    private static let tokenLimit = 1 << 20

    private func tokenBytes() throws(StartError) -> [UInt8] {
        guard let token else {
            throw StartError(.usage, "TOKEN: is missing; allowed: a token, or - for standard input")
        }
        let text =
            token == "-"
            ? String(decoding: try InputFile.read("/dev/stdin", for: "token", limit: Self.tokenLimit), as: UTF8.self)
            : token
        var words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if words.count == 2, words[0].lowercased() == "bearer" { words.removeFirst() }
        return Array((words.count == 1 ? String(words[0]) : text).utf8)
    }
}
