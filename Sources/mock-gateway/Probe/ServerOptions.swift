internal import ArgumentParser

/// How a foreign server is asked, as `probe` and `demo --against` do.
struct ServerOptions: ParsableArguments {
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
    @Option(help: ArgumentHelp("Method of the requests, which have no body. (default: GET)", valueName: "method"))
    var method: String?
    @Option(help: ArgumentHelp("How long it may take: 1s to 1h. (default: 5m)", valueName: "duration"))
    var limit: String?
    @Option(
        help: ArgumentHelp("PEM file with the CAs to trust in place of the system's.", valueName: "file"),
        completion: .file()
    )
    var cacert: String?

    /// The name of the first option that is given.
    var given: String? {
        let all: [(name: String, isGiven: Bool)] = [
            ("--key-file", keyFile != nil), ("--token-command", tokenCommand != nil), ("--header", !header.isEmpty),
            ("--claims", claims != nil), ("--accepts", accepts != nil), ("--method", method != nil),
            ("--limit", limit != nil), ("--cacert", cacert != nil),
        ]
        return all.first(where: \.isGiven)?.name
    }
}
