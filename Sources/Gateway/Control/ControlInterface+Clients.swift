internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

extension ControlInterface {
    /// A part of the clients, configured ones and those that have only been seen, by id.
    func clients(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let snapshot = gateway.policies.snapshot
        let page = try ListingQuery(exchange.request.query)
        let seen = gateway.activity.names.map { ByteKey($0) }.filter { snapshot.clients[$0] == nil }
        let (ids, count, isMore) = page.part(of: snapshot.clients.keys + seen)
        let (gateway, trueNow) = (gateway, exchange.trueNow)
        return .list("clients", count: count, isMore: isMore) { _ in
            ids.next().flatMap { gateway.clientJSON($0.text, in: snapshot, at: trueNow) }
        }
    }

    func client(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        gateway.clientJSON(exchange.name, in: gateway.policies.snapshot, at: exchange.trueNow).map { .json($0) }
            ?? .refused(Self.noClient(exchange.name))
    }

    func patchClient(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let trueNow = exchange.trueNow
        let members = try exchange.members(allowed: Client.keys, answered: Client.answeredKeys)
        let changed = try gateway.policies.updateClient(exchange.name, at: trueNow) {
            client,
            snapshot throws(InputError) in
            guard var client else { return nil }
            try client.apply(members, over: snapshot.global, at: trueNow)
            try gateway.fixtures.current.check(client.variant, key: "variant")
            try client.check(members, over: snapshot.global, at: trueNow)
            client.origin = .control
            return client
        }
        guard changed != nil else { return .refused(Self.noClient(exchange.name)) }
        return client(exchange)
    }

    func deleteClient(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        var isThere = false
        _ = gateway.policies.updateClient(exchange.name, at: exchange.trueNow) { client, _ in
            isThere = client != nil
            return nil
        }
        guard isThere else { return .refused(Self.noClient(exchange.name)) }
        return .json(["id": .string(exchange.name), "configured": false])
    }

    /// Adds a client under a name that no other has.
    func addClient(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        try put("client-\(UUID.random().text)", try exchange.document(), at: exchange.trueNow)
    }

    /// Makes a client as the body says, and drops all that it was before.
    func putClient(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        try put(exchange.name, try exchange.document(), at: exchange.trueNow)
    }

    private func put(_ id: String, _ document: JSONValue, at trueNow: NumericDate) throws(InputError) -> ControlAnswer {
        var isNew = false
        var isFull = false
        _ = try gateway.policies.updateClient(id, at: trueNow) { client, snapshot throws(InputError) in
            isNew = client == nil
            isFull = isNew && snapshot.clients.count >= PolicyStore.clientLimit
            var made = try Client(id, document, origin: .control)
            made.begin(over: snapshot.global, at: trueNow)
            try gateway.fixtures.current.check(made.variant, key: "variant")
            return isFull ? nil : made
        }
        guard !isFull else {
            return .refused(ControlError("there are \(PolicyStore.clientLimit) clients already; allowed: no more"))
        }
        guard let json = gateway.clientJSON(id, in: gateway.policies.snapshot, at: trueNow) else {
            return .refused(Self.noClient(id))
        }
        return isNew ? .created(json) : .json(json)
    }

    static func noClient(_ id: String) -> ControlError { .unknown(id, "client", key: "id") }
}

extension Gateway {
    /// The client in JSON; nil if it has neither been configured nor seen.
    fileprivate func clientJSON(_ id: String, in snapshot: PolicyStore.Snapshot, at trueNow: NumericDate) -> JSONValue?
    {
        let client = snapshot.client(id, at: trueNow)
        let seen = activity[id]
        guard client != nil || seen != nil else { return nil }
        var object = client?.json ?? JSONObject([.init(key: "id", value: .string(id))])
        object["configured"] = .bool(client != nil)
        object["effective"] = (client?.policy(over: snapshot.global) ?? snapshot.global).json(at: clock.trueNow())
        object["activity"] = (seen ?? ClientActivity()).json(at: trueNow)
        return .object(object)
    }
}
