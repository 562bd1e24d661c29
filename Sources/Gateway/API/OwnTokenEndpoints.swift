internal import HTTPMessages
internal import JWT

// Endpoints that look at the token of the request.

/// An endpoint around another one, which gives the answers that a fault asks for.
protocol SurroundingEndpoint: Endpoint {
    var inner: any Endpoint { get }
}

extension SurroundingEndpoint {
    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool {
        inner.answer(status, exchange, at: place, into: &response)
    }
}

/// A token of the client itself cannot use it: the real service answers 400 `not.a.user`.
struct UserEndpoint: SurroundingEndpoint {
    let inner: any Endpoint

    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response) {
        guard let token = exchange.token, !token.claims.isClientCredentials else {
            return APIError.notAUser.write(contextID: exchange.correlationID, to: &response)
        }
        inner.answer(exchange, at: place, into: &response)
    }
}

/// Revokes the token of the request.
struct RevokingEndpoint: SurroundingEndpoint {
    let inner: any Endpoint

    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response) {
        if let token = exchange.token { place.tools.revocations.insert(Revocations.key(of: token)) }
        inner.answer(exchange, at: place, into: &response)
    }
}

extension APIRoute {
    /// An endpoint with the logic that belongs to its place, wherever its answer comes from.
    convenience init(
        _ method: Method,
        _ folders: [String],
        answeredBy inner: any Endpoint,
        from source: RouteSource,
        operation: OperationEndpoint? = nil
    ) {
        let endpoint: any Endpoint =
            switch (method, folders) {
            case (.get, ["api", "v2", "users", "me"]), (.patch, ["api", "v2", "users", "me"]):
                UserEndpoint(inner: inner)
            case (.delete, ["api", "v2", "tokens", "me"]): RevokingEndpoint(inner: inner)
            default: inner
            }
        self.init(method, folders, endpoint: endpoint, from: source, operation: operation)
    }
}
