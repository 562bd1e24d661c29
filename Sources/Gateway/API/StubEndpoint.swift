internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy
internal import Rules

/// Serves a stub that has taken a request.
struct StubEndpoint: Endpoint {
    let stub: ActiveRule<Stub>

    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response) {
        let stub = stub.rule
        response.status = stub.status
        response.fields.append("X-Mock-Gateway-Answer", "stub")
        for member in stub.fields.members {
            guard let value = member.value.string else { continue }
            response.fields.append(named: member.key, value)
        }
        let values = Template.Values(
            now: exchange.moment.gatewayNow,
            client: exchange.token?.claims.client,
            path: exchange.path,
            captures: place.captures
        )
        stub.template.render(values, sources: &place.tools.sources, to: &response.body)
    }
}
