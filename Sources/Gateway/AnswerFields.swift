internal import HTTPMessages
internal import JWT

/// The field lines that many answers share; those that never change are put together once.
struct AnswerFields: Sendable {
    private let json: FieldBlock
    private let text: FieldBlock
    private let noStore: FieldBlock
    private let cors: FieldBlock
    private let preflight: FieldBlock
    // One for each clock, so that they do not drive each other out.
    private var gatewayDate = DateCache()
    private var issuerDate = DateCache()

    init() {
        json = FieldBlock([("Content-Type", "application/json")])
        text = FieldBlock([("Content-Type", "text/plain; charset=utf-8")])
        noStore = FieldBlock([("Cache-Control", "no-store"), ("Pragma", "no-cache")])
        cors = FieldBlock([
            ("Access-Control-Allow-Origin", "*"),
            (
                "Access-Control-Expose-Headers",
                "ININ-Correlation-Id, X-Mock-Gateway-Reason, Retry-After, WWW-Authenticate, Date"
            ),
        ])
        preflight = FieldBlock([
            ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
            ("Access-Control-Max-Age", "600"),
        ])
    }

    enum Side: Sendable { case gateway, issuer }

    /// An answer's date on one side's clock (RFC 9110 §6.6.1).
    mutating func appendDate(_ moment: Moment, of side: Side, to fields: inout FieldBlock) {
        switch side {
        case .gateway: gatewayDate.append(moment.gatewayNow, to: &fields)
        case .issuer: issuerDate.append(moment.issuerNow, to: &fields)
        }
    }

    func appendJSON(to fields: inout FieldBlock) { fields.append(json) }
    func appendText(to fields: inout FieldBlock) { fields.append(text) }
    func appendNoStore(to fields: inout FieldBlock) { fields.append(noStore) }

    /// `*` is enough for answers that carry no credentials of the browser's own.
    func appendCORS(to fields: inout FieldBlock) { fields.append(cors) }

    /// The answer to a preflight: `*` would not cover Authorization, so the requested names are repeated (Fetch §4.8).
    func appendPreflight(_ request: Request, to fields: inout FieldBlock) {
        fields.append(preflight)
        guard let names = request.value(of: .accessControlRequestHeaders) else { return }
        fields.append("Access-Control-Allow-Headers", names)
        fields.append("Vary", "Access-Control-Request-Headers")
    }

    static let apiCacheControl = FieldBlock([("Cache-Control", "no-cache, no-store, must-revalidate")])

    func appendCorrelationID(_ id: UUID, to fields: inout FieldBlock) {
        fields.append("ININ-Correlation-Id") { id.append(to: &$0) }
    }
}

/// A Date field, written once a second.
private struct DateCache: Sendable {
    private var second = Int.min
    private var block = FieldBlock()

    mutating func append(_ instant: NumericDate, to fields: inout FieldBlock) {
        let now = instant.sinceEpoch.secondsRoundedDown
        if now != second {
            second = now
            block.removeAll()
            block.append("Date") { HTTPDate.append(secondsSince1970: now, to: &$0) }
        }
        fields.append(block)
    }
}

extension FieldBlock {
    init(_ fields: [(StaticString, StaticString)]) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }
}
