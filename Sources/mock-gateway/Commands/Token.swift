internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import JSON
internal import JWT
internal import Launch
internal import Policy

/// `mock-gateway token`: mints a token without a gateway.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Mint a token offline, signed by a key that a gateway shares.",
        usage: "mock-gateway token [<options>]",
        discussion: """
            Prints one token, stamped as the gateway's issuer would stamp it, and nothing else. Any claim can be \
            replaced by --claims, and null removes one.

            Examples:
              mock-gateway token --key-file key --offset 200ms
              mock-gateway token --key-file key --claims '{"exp": 1, "nbf": null}'
              curl -H "Authorization: Bearer $(mock-gateway token --key-file key)" …
            """
    )

    @Option(
        help: ArgumentHelp("File with the HS256 key; or the key in MOCK_GATEWAY_SIGNING_KEY.", valueName: "file"),
        completion: .file()
    )
    var keyFile: String?
    @Option(help: ArgumentHelp("Whom it is for.", valueName: "id"))
    var clientId = "mock-client"
    @Flag(help: "Let it stand for the built-in user, not for the client itself.")
    var user = false
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How far the issuer's clock is ahead. (default: 0ms)", valueName: "duration")
    )
    var offset: String?
    @Option(help: ArgumentHelp("How long it is good. (default: 24h)", valueName: "duration"))
    var tokenLifetime: String?
    @Option(
        help: ArgumentHelp("milliseconds or seconds. (default: milliseconds)", valueName: "unit"),
        completion: .list(["milliseconds", "seconds"])
    )
    var timestampPrecision: String?
    @Option(
        help: ArgumentHelp("floor, round or ceil. (default: floor)", valueName: "way"),
        completion: .list(["floor", "round", "ceil"])
    )
    var iatRounding: String?
    @Option(help: ArgumentHelp("How much earlier it says that it was issued. (default: 0ms)", valueName: "duration"))
    var backdate: String?
    @Option(
        help: ArgumentHelp("When it is issued, such as 2026-01-02T03:04:05.678Z. (default: now)", valueName: "instant")
    )
    var at: String?
    @Option(help: ArgumentHelp("JSON object of claims that replace the usual ones.", valueName: "json"))
    var claims: String?

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let key = try OfflineKey.read(file: keyFile, environment: environment) else {
            throw StartError(
                .usage,
                "--key-file: is missing; allowed: a file with the key of the gateway, or \(ServeOption.signingKeyFile.variable)"
            )
        }
        var now = GatewayClock().trueNow()
        if let at {
            guard let instant = RFC3339.parse(at), GatewayClock.range.contains(instant) else {
                throw StartError(.usage, "--at: \(at) is no instant; allowed: one from \(GatewayClock.rangeText)")
            }
            now = instant
        }
        let minting = OfflineMinting(
            client: clientId,
            isUser: user,
            settings: try settings(),
            overrides: try overrides()
        )
        let token = minting.token(at: now, signer: TokenSigner(key: key))
        try StandardStreams.writeOutput(token + "\n")
    }

    private func settings() throws(StartError) -> Settings {
        try Settings(flags: [
            "offset": offset, "tokenLifetime": tokenLifetime, "timestampPrecision": timestampPrecision,
            "iatRounding": iatRounding, "backdate": backdate,
        ])
    }

    private func overrides() throws(StartError) -> JSONObject {
        guard let claims else { return JSONObject() }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(Array(claims.utf8))
        } catch {
            throw StartError(.usage, "--claims: is no JSON: \(error)")
        }
        guard case .object(let object) = value else {
            throw StartError(.usage, "--claims: is no JSON object; allowed: claims by name; null removes one")
        }
        return object
    }
}
