internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

extension ControlInterface {
    func setClock(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let trueNow = exchange.trueNow
        let members = try exchange.members(allowed: RunningClock.controlKeys)
        let policy = try gateway.policies.setClock(at: trueNow) { clock throws(InputError) in
            try clock.change(by: members, at: trueNow)
        }
        return .json(policy.clockJSON(policy.moment(trueNow: gateway.clock.trueNow())))
    }

    /// Sets the clock of one client, which is its own from then on.
    func setClientClock(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let trueNow = exchange.trueNow
        let members = try exchange.members(allowed: RunningClock.controlKeys)
        let changed = try gateway.policies.updateClient(exchange.name, at: trueNow) {
            client,
            snapshot throws(InputError) in
            guard var client else { return nil }
            try client.changeClock(over: snapshot.global) { clock throws(InputError) in
                try clock.change(by: members, at: trueNow)
            }
            client.origin = .control
            return client
        }
        guard let changed else { return .refused(Self.noClient(exchange.name)) }
        let policy = changed.client.policy(over: changed.global)
        return .json(policy.clockJSON(policy.moment(trueNow: gateway.clock.trueNow())))
    }
}
