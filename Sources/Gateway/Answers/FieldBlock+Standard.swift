internal import HTTPMessages

/// The field lines that many answers share, put together once.
extension FieldBlock {
    static let json = FieldBlock([("Content-Type", "application/json")])
    static let text = FieldBlock([("Content-Type", "text/plain; charset=utf-8")])
    static let noStore = FieldBlock([("Cache-Control", "no-store"), ("Pragma", "no-cache")])

    /// `*` is enough for answers that carry no credentials of the browser's own.
    static let cors = FieldBlock([
        ("Access-Control-Allow-Origin", "*"),
        (
            "Access-Control-Expose-Headers",
            "ININ-Correlation-Id, X-Mock-Gateway-Reason, X-Mock-Gateway-Node, Retry-After, WWW-Authenticate, Date"
        ),
    ])

    /// Of every answer of the API, refusals included.
    static let api = FieldBlock(
        [("Cache-Control", "no-cache, no-store, must-revalidate")],
        and: cors,
        json
    )

    static let challenge = FieldBlock([("WWW-Authenticate", #"Bearer realm="mock-gateway""#)])

    /// RFC 6750 §3.1: where a token was sent.
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

    init(_ fields: [(StaticString, StaticString)], and blocks: FieldBlock...) {
        self.init()
        for (name, value) in fields { append(name, value) }
        for block in blocks { append(block) }
    }

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
    /// Whether a browser asks what it may send (Fetch §4.8); it sends no token with that.
    var isPreflight: Bool { method == .options && value(of: .accessControlRequestMethod) != nil }
}
