internal import HTTPMessages
internal import Rules

extension FaultStrike {
    /// Writes the usual payload of a refused token; the reason says that a fault made it.
    func writePayload(to response: inout Response) {
        response.status = .unauthorized
        response.fields.append(.invalidToken)
        response.fields.append("X-Mock-Gateway-Reason", "fault; name=\(name)")
        response.body.append(contentsOf: FixtureSet.unauthorized.utf8)
    }
}
