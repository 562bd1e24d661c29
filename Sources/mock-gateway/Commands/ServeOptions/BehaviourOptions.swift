internal import ArgumentParser
internal import Launch

/// Which clients the gateway serves, what it does with requests, and what it remembers.
struct BehaviourOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "open: any client id and secret are good. closed: only those in the config file or made by /__admin/clients. (default: open)",
            valueName: "mode"
        ),
        completion: .list(["open", "closed"])
    )
    var clients: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Make requests fail, such as 'GET /api/v2/** status=503 next=2 delay=300ms', or a JSON object as /__admin/faults takes it.",
            valueName: "fault"
        )
    )
    var fault: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Requests that the journal remembers. (default: 10000)", valueName: "count")
    )
    var journalSize: String?
    @Flag(
        help: ArgumentHelp(
            "Refuse requests that are not as the API definition (--openapi) says with 400, instead of telling of it in the journal."
        )
    )
    var openapiStrict = false
    @Flag(
        help: ArgumentHelp(
            "Remember what requests create, change and delete of the API definition's resources, if it proves what they are."
        )
    )
    var openapiState = false

    var flags: [(ServeOption, String?)] {
        [
            (.clients, clients), (.fault, fault), (.journalSize, journalSize),
            (.openapiStrict, openapiStrict ? "on" : nil), (.openapiState, openapiState ? "on" : nil),
        ]
    }
}
