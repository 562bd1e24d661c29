internal import HTTPMessages
internal import JSON

extension ControlInterface {
    /// The journal, newest first, as far as the query asks for it; at once, or as soon as so many match.
    func requests(_ request: Request) throws(InputError) -> Result<ControlAnswer, ControlError> {
        let query = try JournalQuery(request.query)
        let journal = gateway.journal
        guard let wait = query.wait else {
            return .success(.json(Self.json(journal.entries(query.filter, limit: query.limit))))
        }
        guard query.count <= journal.capacity else {
            let error = SettingError(
                "\(query.count)",
                "is more than is remembered",
                allowed: "1 to \(journal.capacity)"
            )
            throw InputError("count", error)
        }
        let answer: @Sendable (Bool) -> JSONValue = { isComplete in
            Self.json(journal.entries(query.filter, limit: query.limit), isComplete: isComplete)
        }
        let id = journal.newWatchID()
        let deferral = Deferral(limit: wait) { response in
            JSONWriter.append(answer(!journal.stopWatching(id)), to: &response.body)
        } abandoned: {
            journal.stopWatching(id)
        }
        // Whoever waits holds the deferral; the journal, which it holds in turn, must not.
        let wake: @Sendable () -> Void = { [weak deferral] in deferral?.resume() }
        switch journal.watch(id, query.filter, count: query.count, wake: wake) {
        case .satisfied: return .success(.json(answer(true)))
        case .waiting: return .success(.later(deferral))
        case .refused:
            let message = "wait: \(Journal.watcherLimit) are waiting already; allowed: no more"
            return .failure(ControlError(message, key: "wait", status: .serviceUnavailable))
        }
    }

    private static func json(_ entries: [JournalEntry], isComplete: Bool? = nil) -> JSONValue {
        var object = JSONObject([.init(key: "requests", value: .array(entries.map { .object($0.json) }))])
        if let isComplete { object["complete"] = .bool(isComplete) }
        return .object(object)
    }

    func forgetRequests() -> JSONValue {
        gateway.journal.removeAll()
        return ["requests": []]
    }

    /// Whether the journal has what somebody expects of it.
    func verify(_ request: Request) throws(InputError) -> JSONValue {
        try JournalVerification(try Self.document(request)).answer(gateway.journal)
    }
}
