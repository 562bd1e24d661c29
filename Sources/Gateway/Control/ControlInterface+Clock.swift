internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    func setClock(_ request: Request, _ trueNow: NumericDate) throws(InputError) -> JSONValue {
        let members = try Self.body(request, allowed: RunningClock.controlKeys)
        let policy = try gateway.policies.setClock(at: trueNow) { clock throws(InputError) in
            try clock.change(by: members, at: trueNow)
        }
        return policy.clockJSON(policy.moment(trueNow: gateway.clock.trueNow()))
    }

    /// The clock of one client, which then is its own.
    func setClientClock(
        _ id: String,
        _ request: Request,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        let members = try Self.body(request, allowed: RunningClock.controlKeys)
        let changed = try gateway.policies.updateClient(id, at: trueNow) { client, snapshot throws(InputError) in
            guard var client else { return nil }
            try client.changeClock(over: snapshot.global) { clock throws(InputError) in
                try clock.change(by: members, at: trueNow)
            }
            client.origin = .control
            return client
        }
        guard let changed else { return .failure(Self.noClient(id)) }
        let policy = changed.client.policy(over: changed.global)
        return .success(.json(policy.clockJSON(policy.moment(trueNow: gateway.clock.trueNow()))))
    }
}
