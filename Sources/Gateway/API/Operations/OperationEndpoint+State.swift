internal import Definition
internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

// Objects that were created are there.

extension OperationEndpoint {
    /// Answers with the objects that requests have made of the operation's resource.
    ///
    /// - Returns: false if the definition's own answer holds.
    func answer(
        as role: Resource.Role,
        to exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool {
        let path = exchange.path
        let isItem = role != .create && role != .list
        // The path of a thing ends in its id.
        guard let start = isItem ? place.captures.last?.lowerBound : path.count + 1, start > 0 else { return false }
        let end = min(start - 1, path.count)
        let home = ObjectStore.Place(owner: exchange.policy.owner, collection: path.extracting(0..<end).text)
        let id = isItem ? path.extracting(start..<path.count).text : ""
        let objects = place.tools.objects
        let known: JSONObject?
        switch isItem ? objects.find(id, in: home) : .unknown {
        case .object(let object): known = object
        case .unknown: known = nil
        case .removed:
            APIError.notFound.write(contextID: exchange.correlationID, to: &response)
            return true
        }
        switch role {
        case .create:
            guard var object = generated(exchange, place) else { return false }
            let id = place.tools.nextID().text
            object["id"] = .string(id)
            if object["selfUri"] != nil { object["selfUri"] = .string("\(home.collection)/\(id)") }
            objects.put(object, id, in: home)
            write(.object(object), &response)
        case .get:
            guard let known else { return false }
            write(.object(known), &response)
        case .change:
            guard var object = known ?? generated(exchange, place) else { return false }
            if known != nil { change(&object, exchange.request) }
            object["id"] = .string(id)
            objects.put(object, id, in: home)
            write(.object(object), &response)
        case .remove:
            objects.put(nil, id, in: home)
            return false
        case .list:
            guard let all = objects.objects(in: home), let list = list(all, for: exchange, at: place) else {
                return false
            }
            write(.object(list), &response)
        }
        return true
    }

    private func write(_ value: JSONValue, _ response: inout Response) {
        response.status = Status(rawValue: operation.status)
        JSONWriter.append(value, style: .compact, to: &response.body)
    }

    /// The answer that the definition gives, with what the request brings.
    private func generated(_ exchange: borrowing Exchange, _ place: borrowing EndpointPlace) -> JSONObject? {
        var text: [UInt8] = []
        render(operations.answer(index, place.variant), for: exchange, at: place, to: &text)
        return (try? JSONParser.parse(text))?.object
    }

    /// Gives `object` the request's values for the members of the answer, if they fit.
    private func change(_ object: inout JSONObject, _ request: Request) {
        guard let body = try? JSONParser.parse(document: request.body) else { return }
        for member in operations.answer(index, nil).members where member.isEchoed {
            guard let sent = body[member.name], sent != .null,
                operations.definition.accepts(sent, as: member.schema)
            else { continue }
            object[member.name] = sent
        }
    }

    /// The page of `all` that is asked for.
    private func list(
        _ all: [JSONObject],
        for exchange: borrowing Exchange,
        at place: borrowing EndpointPlace
    ) -> JSONObject? {
        guard var list = generated(exchange, place) else { return nil }
        let page = RequestedPage(query: exchange.request.query, body: nil)
        let size = min(max(page.size ?? 25, 1), ObjectStore.countLimit)
        let isPaged = list["pageNumber"] != nil || list["pageSize"] != nil
        let number = max(page.number ?? 1, 1)
        var first = 0
        if isPaged { first = number - 1 > all.count / size ? all.count : (number - 1) * size }
        let shown = all.dropFirst(first).prefix(isPaged ? size : all.count)
        let counts = [
            "total": all.count, "totalCount": all.count, "totalNumberOfEntities": all.count,
            "pageCount": max((all.count + size - 1) / size, 1),
        ]
        for (name, count) in counts where list[name]?.number != nil { list[name] = JSONValue(count) }
        list["entities"] = .array(shown.map { .object($0) })
        return list
    }
}
