internal import HTTPMessages

extension ControlRoute {
    /// Every call there is; `openapi.json` describes the same ones.
    static let all: [ControlRoute] = [
        .init(.get, "/health", admits: .everybody, answer: ControlInterface.health),
        .init(.get, "/ca.pem", admits: .everybody, answer: ControlInterface.authority),
        .init(.get, "/openapi.json", answer: ControlInterface.description),

        .init(.get, "/settings", answer: ControlInterface.settings),
        .init(.patch, "/settings", answer: ControlInterface.patchSettings),
        .init(.post, "/clock", answer: ControlInterface.setClock),
        .init(.post, "/reset", answer: ControlInterface.reset),
        .init(.post, "/reload", answer: ControlInterface.reload),

        .init(.get, "/clients", answer: ControlInterface.clients),
        .init(.post, "/clients", answer: ControlInterface.addClient),
        .init(.get, "/clients/{id}", answer: ControlInterface.client),
        .init(.put, "/clients/{id}", answer: ControlInterface.putClient),
        .init(.patch, "/clients/{id}", answer: ControlInterface.patchClient),
        .init(.delete, "/clients/{id}", answer: ControlInterface.deleteClient),
        .init(.post, "/clients/{id}/clock", answer: ControlInterface.setClientClock),

        .init(.get, "/faults", answer: ControlInterface.faults),
        .init(.put, "/faults", answer: ControlInterface.putFaults),
        .init(.post, "/faults", answer: ControlInterface.addFault),
        .init(.delete, "/faults", takesClient: true, answer: ControlInterface.deleteFaults),
        .init(.get, "/faults/{name}", answer: ControlInterface.fault),
        .init(.delete, "/faults/{name}", answer: ControlInterface.deleteFault),

        .init(.get, "/fixtures", answer: ControlInterface.stubs),
        .init(.put, "/fixtures", answer: ControlInterface.putStub),
        .init(.delete, "/fixtures", takesClient: true, answer: ControlInterface.deleteStubs),
        .init(.get, "/fixtures/{name}", answer: ControlInterface.stub),
        .init(.delete, "/fixtures/{name}", answer: ControlInterface.deleteStub),
        .init(.get, "/routes", answer: ControlInterface.routes),

        .init(.get, "/events", answer: ControlInterface.events),
        .init(.get, "/requests", answer: ControlInterface.requests),
        .init(.delete, "/requests", takesClient: true, answer: ControlInterface.deleteRequests),
        .init(.post, "/requests/verify", answer: ControlInterface.verify),

        .init(.post, "/tokens", answer: ControlInterface.mint),
        .init(.post, "/tokens/inspect", answer: ControlInterface.inspect),
        .init(.post, "/tokens/revoke", answer: ControlInterface.revoke),
        .init(.get, "/validators", answer: ControlInterface.validators),
    ]

    /// The page at `/__admin/`, and what belongs to it.
    ///
    /// If an admin token is asked for, these files are still open to all, as `health` is: they hold no data, and a
    /// browser could not send a token with them.
    static let page: [ControlRoute] =
        [.init(.get, "", admits: .browsers, answer: ControlInterface.leadToPage)]
        + ConsoleFile.paths.map { .init(.get, $0, admits: .browsers, answer: ControlInterface.consoleFile) }
}
