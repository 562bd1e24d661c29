internal import HTTPMessages
internal import JSON

extension ControlInterface {
    /// The journal, newest first, as far as the query asks for it.
    func requests(_ request: Request) throws(ControlError) -> JSONValue {
        let filter = try JournalFilter(request.query)
        return ["requests": .array(gateway.journal.entries(filter).map(\.json))]
    }

    func forgetRequests() -> JSONValue {
        gateway.journal.removeAll()
        return ["requests": []]
    }
}
