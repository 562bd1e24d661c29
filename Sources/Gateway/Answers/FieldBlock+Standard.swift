internal import HTTPMessages
internal import Policy

/// The field lines that many answers share, put together once.
extension FieldBlock {
    static let json = FieldBlock([("Content-Type", "application/json")])
    static let text = FieldBlock([("Content-Type", "text/plain; charset=utf-8")])
    static let events = FieldBlock([("Content-Type", "text/event-stream; charset=utf-8")])
    static let noStore = FieldBlock([("Cache-Control", "no-store"), ("Pragma", "no-cache")])

    /// `*` is enough for answers that carry no credentials of the browser's own.
    static let cors = FieldBlock([("Access-Control-Allow-Origin", "*")], and: exposed)

    /// Every field that an answer may have and that a page could not read otherwise (Fetch §3.3.3).
    private static let exposed = FieldBlock([
        (
            "Access-Control-Expose-Headers",
            """
            ININ-Correlation-Id, X-Mock-Gateway-Reason, X-Mock-Gateway-Node, X-Mock-Gateway-Answer, \
            X-Mock-Gateway-Now, Retry-After, WWW-Authenticate, Date, inin-ratelimit-count, inin-ratelimit-allowed, \
            inin-ratelimit-reset, Allow, Location, Accept-Encoding
            """
        )
    ])

    /// The fields of every answer of the API, refusals included, without those that let pages read it.
    private static let uncached = FieldBlock([("Cache-Control", "no-cache, no-store, must-revalidate")], and: json)

    /// The same fields, and permission to read it for pages that call without the browser's own credentials.
    static let api = FieldBlock([], and: uncached, cors)

    mutating func appendAPI(for request: Request) {
        append(Self.uncached)
        appendCredentialedCORS(request)
    }

    /// Lets a page that calls with its cookies read it: the origin by name, since `*` is not enough (Fetch §3.3.5).
    mutating func appendCredentialedCORS(_ request: Request) {
        if let origin = request.value(of: .origin) {
            append("Access-Control-Allow-Origin", origin)
            append("Access-Control-Allow-Credentials", "true")
        }
        append("Vary", "Origin")
        append(Self.exposed)
    }

    static let challenge = FieldBlock([("WWW-Authenticate", #"Bearer realm="mock-gateway""#)])

    /// The challenge of RFC 6750 §3.1 to a request that sent a token.
    static let invalidToken = FieldBlock([
        (
            "WWW-Authenticate",
            #"Bearer realm="mock-gateway", error="invalid_token", error_description="Token expired or invalid""#
        )
    ])

    private static let preflight = FieldBlock([
        ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("Access-Control-Max-Age", "600"),
    ])

    /// The answer to a preflight: `*` would not cover Authorization, so the requested names are repeated (Fetch §4.8).
    mutating func appendPreflight(_ request: Request) {
        append(Self.preflight)
        guard let names = request.value(of: .accessControlRequestHeaders) else { return }
        append("Access-Control-Allow-Headers", names)
        append("Vary", "Access-Control-Request-Headers")
    }

    mutating func appendCorrelationID(_ id: UUID) {
        append("ININ-Correlation-Id") { id.append(to: &$0) }
    }
}

extension Request {
    /// Whether a browser asks what it may send (Fetch §4.8); this request has no token.
    var isPreflight: Bool { method == .options && value(of: .accessControlRequestMethod) != nil }
}
