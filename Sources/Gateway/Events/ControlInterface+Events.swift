internal import HTTPMessages
internal import JSON
internal import Policy

extension ControlInterface {
    /// Tells events as they happen: first the present state, then the entries of the past that the query asks for, then
    /// what is new.
    func events(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let request = exchange.request
        let query = try EventQuery(request.query, lastEventID: request.value(of: .lastEventID))
        guard let stream = gateway.events.open(query) else {
            let message = "\(EventHub.readerLimit) watch already; allowed: no more"
            return .refused(ControlError(message, status: .serviceUnavailable))
        }
        return .events(stream)
    }
}
