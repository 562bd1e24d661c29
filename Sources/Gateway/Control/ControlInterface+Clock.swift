internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    func setClock(_ request: Request, _ trueNow: NumericDate) throws(InputError) -> JSONValue {
        let members = try Self.body(request, allowed: ClockMode.controlKeys)
        let scope = try gateway.scopes.setClock { scope throws(InputError) in
            try ClockMode.change(&scope, by: members, trueNow)
        }
        return Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow()))
    }

    /// The clock of one client, which then is its own.
    func setClientClock(
        _ id: String,
        _ request: Request,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        let members = try Self.body(request, allowed: ClockMode.controlKeys)
        var scope = gateway.scopes.global
        let client = try gateway.scopes.updateClient(id, at: trueNow) { client, snapshot throws(InputError) in
            guard var client else { return nil }
            scope = client.scope(over: snapshot.global)
            try ClockMode.change(&scope, by: members, trueNow)
            let elapsed = client.scope(over: snapshot.global).elapsed(at: trueNow)
            let isFirst = client.clock == nil
            client.clock = scope.clock
            if isFirst { client.start = scope.clock.ran(at: trueNow) - elapsed }
            client.origin = .control
            return client
        }
        guard client != nil else { return .failure(Self.noClient(id)) }
        return .success(.json(Self.json(scope, scope.moment(trueNow: gateway.clock.trueNow()))))
    }
}
