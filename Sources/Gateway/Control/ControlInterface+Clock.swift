internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    private static let clockKeys = ["freeze", "advance", "resume"]

    func setClock(_ request: Request, _ trueNow: NumericDate) throws(InputError) -> JSONValue {
        let members = try Self.body(request, allowed: Self.clockKeys)
        let scope = try gateway.scopes.setClock { scope throws(InputError) in
            try ClockMode.changed(scope, by: members, trueNow)
        }
        return Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow()))
    }

    /// The clock of one client, which then is its own.
    func setClientClock(
        _ id: String,
        _ request: Request,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        let members = try Self.body(request, allowed: Self.clockKeys)
        var scope = gateway.scopes.global
        let client = try gateway.scopes.updateClient(id, at: trueNow) { client, snapshot throws(InputError) in
            guard var client else { return nil }
            client.clock = try ClockMode.changed(client.scope(over: snapshot.global), by: members, trueNow)
            scope = client.scope(over: snapshot.global)
            return client
        }
        guard client != nil else { return .failure(Self.noClient(id)) }
        return .success(.json(Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow()))))
    }
}
