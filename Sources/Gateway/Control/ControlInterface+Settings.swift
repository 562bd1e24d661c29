internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

extension ControlInterface {
    func settings(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(json(gateway.policies.global)) }

    /// Changes all of the named settings, or none.
    func patchSettings(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let trueNow = exchange.trueNow
        let members = try exchange.members(
            allowed: Setting.all.map(\.name),
            answered: Setting.all.compactMap(\.twin) + ["clock"]
        )
        let named = members.object.keys.compactMap { Setting.named($0) }
        let policy = try gateway.policies.patch(named, at: trueNow) { overrides, policy throws(InputError) in
            let inForce = policy.settingsInForce(at: trueNow)
            // With all settings in it, it is an answer of this interface that comes back, maybe changed: a setting that
            // follows another one goes on to do so if its value is the same.
            let isAnswer = named.count == Setting.all.count
            for setting in named where !setting.followsWhenUnset { try overrides.apply(members, setting) }
            for setting in named where setting.followsWhenUnset {
                let before = overrides
                try overrides.apply(members, setting)
                let isSame = overrides.applied(to: inForce).json(setting) == before.applied(to: inForce).json(setting)
                if isAnswer, isSame, members[setting.name] != .null { overrides = before }
            }
            try members.checkTwins(of: overrides.applied(to: inForce))
            try members.checkClock(policy.clock, trueNow)
        }
        return .json(json(policy))
    }

    /// The settings in force and the clocks, as they are now.
    func json(_ policy: Policy) -> JSONValue { policy.json(at: gateway.clock.trueNow()) }

    func reset(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(json(gateway.reset())) }

    /// Reads the files again, off this thread.
    func reload(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        let result = Versioned<Result<Gateway.ReloadSummary, InputError>?>(nil)
        let deferral = Deferral(limit: .seconds(60)) { response in
            switch result.current {
            case .success(let summary): JSONWriter.append(summary.json, style: .spaced, to: &response.body)
            case .failure(let error):
                ControlError("nothing has been changed: \(error.message)", key: error.key).write(to: &response)
            case nil:
                ControlError("reading the files takes too long", status: .gatewayTimeout).write(to: &response)
            }
        }
        gateway.reload { reading in
            result.replace(with: reading)
            deferral.resume()
        }
        return .later(deferral)
    }
}

extension Gateway.ReloadSummary {
    var json: JSONValue {
        [
            "fixtures": JSONValue(fixtures), "clients": JSONValue(clients), "faults": JSONValue(faults),
            "ignored": .array(ignored.map { .string($0) }),
        ]
    }
}
