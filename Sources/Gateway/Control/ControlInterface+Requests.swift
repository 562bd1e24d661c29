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
        let answer: @Sendable () -> JSONValue = {
            let entries = journal.entries(query.filter)
            return Self.json(Array(entries.prefix(query.limit)), isComplete: entries.count >= query.count)
        }
        let id = journal.newWatchID()
        let deferral = Deferral(limit: wait) { response in
            journal.stopWatching(id)
            JSONWriter.append(answer(), to: &response.body)
        } abandoned: {
            journal.stopWatching(id)
        }
        switch journal.watch(id, query.filter, count: query.count, wake: { deferral.resume() }) {
        case .satisfied: return .success(.json(answer()))
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
