internal import ArgumentParser

/// Where the gateway listens.
struct AddressOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Address to listen on: IPv4, IPv6, or a name. (default: 127.0.0.1)", valueName: "address")
    )
    var host: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Port; 0 takes a free one. (default: 8080)", valueName: "port"))
    var port: String?

    var flags: [(ServeOption, String?)] {
        [(.host, host), (.port, port)]
    }
}
