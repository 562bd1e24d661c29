internal import ArgumentParser
internal import Launch

/// How the gateway speaks https.
struct TLSOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "off, on (https and http on the same port), or required (https only). (default: on)",
            valueName: "mode"
        ),
        completion: .list(TLSPlan.Mode.allCases.map(\.rawValue))
    )
    var tls: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Folder of the local CA. (default: in the XDG data folder)", valueName: "folder"),
        completion: .directory
    )
    var caDir: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Another host name to serve by https and as a proxy; several are separated by commas.",
            valueName: "names"
        )
    )
    var tlsName: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("PEM file with a certificate of your own, its chain behind it.", valueName: "file"),
        completion: .file()
    )
    var tlsCert: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("PEM file with the key to it.", valueName: "file"),
        completion: .file()
    )
    var tlsKey: String?

    var flags: [(ServeOption, String?)] {
        [(.tls, tls), (.caDir, caDir), (.tlsName, tlsName), (.tlsCert, tlsCert), (.tlsKey, tlsKey)]
    }
}
