internal import ArgumentParser
internal import Launch

/// What the gateway reads and writes.
struct FileOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "File with the HS256 key, 32 bytes or more; or the key itself in MOCK_GATEWAY_SIGNING_KEY. (default: random)",
            valueName: "file"
        ),
        completion: .file()
    )
    var signingKeyFile: String?
    @Flag(
        help: ArgumentHelp(
            "Refuse a file with the HS256 key, the admin token or the TLS key that others can read (mode beyond 0600, or 0640 if root owns it), instead of warning."
        )
    )
    var strictKeyFile = false
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Folder with fixtures of your own, beside or in place of the built-in ones.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var fixtures: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "API definition (Swagger 2.0, JSON) whose operations are answered if no fixture answers.",
            valueName: "file"
        ),
        completion: .file()
    )
    var openapi: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("JSON file with these settings in camel case.", valueName: "file"),
        completion: .file()
    )
    var config: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("File to write once listening: url, host, port, pid.", valueName: "file"),
        completion: .file()
    )
    var readyFile: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "File with the token that /__admin asks for; or the token itself in MOCK_GATEWAY_ADMIN_TOKEN. (default: none on loopback, else random)",
            valueName: "file"
        ),
        completion: .file()
    )
    var adminTokenFile: String?

    var flags: [(ServeOption, String?)] {
        [
            (.signingKeyFile, signingKeyFile), (.strictKeyFile, strictKeyFile ? "on" : nil), (.fixtures, fixtures),
            (.openapi, openapi),
            (.config, config), (.readyFile, readyFile), (.adminTokenFile, adminTokenFile),
        ]
    }
}
