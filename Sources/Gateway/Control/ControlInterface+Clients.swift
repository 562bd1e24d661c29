internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    /// A part of those that have been configured and those that have only been seen, by id.
    func clients(_ request: Request, _ trueNow: NumericDate) throws(InputError) -> JSONValue {
        let snapshot = gateway.policies.snapshot
        let page = try ListingQuery(request.query)
        let ids = Set(snapshot.clients.keys).union(gateway.activity.names.map { ByteKey($0) })
        let (part, isMore) = page.part(of: ids.sorted())
        return Listing.json("clients", part.compactMap { json($0.text, snapshot, trueNow) }, isMore: isMore)
    }

    func client(
        _ id: String,
        _ request: Request,
        _ method: Method,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        switch method {
        case .put: return try putClient(id, request, trueNow)
        case .patch:
            let members = try Self.body(request, allowed: Client.keys, answered: Client.answeredKeys)
            let changed = try gateway.policies.updateClient(id, at: trueNow) { client, snapshot throws(InputError) in
                guard var client else { return nil }
                try client.apply(members, snapshot.global, trueNow)
                try gateway.fixtures.current.check(client.variant, key: "variant")
                try client.check(members, snapshot.global, trueNow)
                client.origin = .control
                return client
            }
            guard changed != nil else { return .failure(Self.noClient(id)) }
        case .delete:
            var isThere = false
            _ = gateway.policies.updateClient(id, at: trueNow) { client, _ in
                isThere = client != nil
                return nil
            }
            guard isThere else { return .failure(Self.noClient(id)) }
            return .success(.json(["id": .string(id), "configured": false]))
        default: break
        }
        guard let json = json(id, gateway.policies.snapshot, trueNow) else { return .failure(Self.noClient(id)) }
        return .success(.json(json))
    }

    /// Whose part is meant by a query that may hold `client` and nothing else; nil where it is empty.
    static func client(_ query: Span<UInt8>) throws(InputError) -> String? {
        guard !query.isEmpty else { return nil }
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            throw InputError("the query is malformed or has a name twice; allowed: client, once")
        }
        for name in parameters.names where name != "client" {
            throw InputError("\(Excerpt.of(name)): is no part of a query here; allowed: client", key: name)
        }
        guard let client = parameters["client"] else {
            throw InputError("client: is empty; allowed: the id of a client", key: "client")
        }
        return client
    }

    /// A client under a name that nobody else has.
    func addClient(_ request: Request, _ trueNow: NumericDate) throws(InputError) -> Result<ControlAnswer, ControlError>
    {
        try putClient("client-\(UUID.random().text)", request, trueNow)
    }

    /// A client as the body says, and nothing of what it was before.
    private func putClient(
        _ id: String,
        _ request: Request,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        let document = try Self.document(request)
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
            return .failure(ControlError("there are \(PolicyStore.clientLimit) clients already; allowed: no more"))
        }
        guard let json = json(id, gateway.policies.snapshot, trueNow) else { return .failure(Self.noClient(id)) }
        return .success(isNew ? .created(json) : .json(json))
    }

    static func noClient(_ id: String) -> ControlError {
        ControlError("\(Excerpt.of(id)): is no client here", key: "id", status: .notFound)
    }

    /// Nil where the client has neither been configured nor seen.
    private func json(_ id: String, _ snapshot: PolicyStore.Snapshot, _ trueNow: NumericDate) -> JSONValue? {
        let client = snapshot.client(id, at: trueNow)
        let activity = gateway.activity[id]
        guard client != nil || activity != nil else { return nil }
        var object = client?.json ?? JSONObject([.init(key: "id", value: .string(id))])
        object["configured"] = .bool(client != nil)
        object["effective"] = json(client?.policy(over: snapshot.global) ?? snapshot.global)
        object["activity"] = (activity ?? ClientActivity()).json(at: trueNow)
        return .object(object)
    }
}
