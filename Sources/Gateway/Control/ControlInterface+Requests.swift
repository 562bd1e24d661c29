internal import HTTPMessages
internal import JSON
internal import Journal
internal import Policy
internal import System

extension ControlInterface {
    /// The entries that the query asks for, newest first; at once, or as soon as enough of them match.
    func requests(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let query = try JournalQuery(exchange.request.query)
        let journal = gateway.journal
        guard let wait = query.wait else {
            let (entries, isMore) = Self.part(of: journal, query)
            return .list("requests", entries, isMore: isMore) { .object($0.json) }
        }
        guard query.count <= journal.capacity else {
            let error = SettingError(
                "\(query.count)",
                "is more than is remembered",
                allowed: "1 to \(journal.capacity)"
            )
            throw InputError("count", error)
        }
        let answer: @Sendable () -> JSONValue = {
            var object = Self.json(journal, query)
            // Entries that had come may have been forgotten again.
            object["complete"] = .bool((object["requests"]?.array?.count ?? 0) >= query.count)
            let pending = query.filter.wantsUnderWay ? 0 : journal.underWay.count(where: query.filter.matches)
            if pending > 0 { object["underWay"] = JSONValue(pending) }
            return .object(object)
        }
        let id = journal.newWatchID()
        let deferral = Deferral(limit: wait) { response in
            journal.stopWatching(id)
            JSONWriter.append(answer(), to: &response.body)
        } abandoned: {
            journal.stopWatching(id)
        }
        // The waiting connection holds the deferral; the journal, which it holds in turn, must not.
        let wake: @Sendable () -> Void = { [weak deferral] in deferral?.resume() }
        switch journal.watch(id, query.filter, count: query.count, wake: wake) {
        case .satisfied: return .json(answer())
        case .waiting: return .later(deferral)
        case .refused:
            let message = "wait: \(Journal.watcherLimit) are waiting already; allowed: no more"
            return .refused(ControlError(message, key: "wait", status: .serviceUnavailable))
        }
    }

    private static func json(_ journal: Journal, _ query: JournalQuery) -> JSONObject {
        let (entries, isMore) = part(of: journal, query)
        return Listing.object("requests", entries.map { .object($0.json) }, isMore: isMore)
    }

    private static func part(of journal: Journal, _ query: JournalQuery) -> (entries: [JournalEntry], isMore: Bool) {
        guard !query.filter.wantsUnderWay else {
            let found = journal.underWay.filter(query.filter.matches)
            return (Array(found.prefix(query.limit)), found.count > query.limit)
        }
        return journal.snapshot.newest(query.filter, limit: query.limit, bytes: answerSize)
    }

    /// How many bytes an answer may repeat of requests; the rest of an entry is small.
    private static let answerSize = 4 << 20

    /// Deletes all entries, or those of one client.
    func deleteRequests(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        if let client = try exchange.client() {
            gateway.journal.remove(of: [client])
        } else {
            Disposal.later(gateway.journal.removeAll())
        }
        return .json(["requests": []])
    }

    /// Says whether the journal has the entries that a test expects.
    func verify(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        .json(try JournalVerification(try exchange.document()).answer(gateway.journal))
    }
}
