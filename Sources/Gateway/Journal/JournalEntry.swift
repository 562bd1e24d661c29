internal import JSON
internal import JWT

/// What is remembered of a request.
///
/// Never a token, a secret or a query.
struct JournalEntry: Sendable {
    /// Counts from 1, and never starts over while the gateway runs.
    var id = 0
    let moment: Moment
    let method: String
    let path: String
    let status: Int
    let client: String?
    let tokenID: String?
    let error: TokenError?
    let tolerance: Duration
    /// From the first byte of the whole request to its answer.
    let duration: Duration
    /// Of the answer's body.
    let bytes: Int

    var json: JSONValue {
        var object = JSONObject([
            .init(key: "id", value: JSONValue(id)),
            .init(key: "at", value: .string(RFC3339.text(moment.trueNow))),
            .init(key: "gatewayNow", value: .string(RFC3339.text(moment.gatewayNow))),
            .init(key: "issuerNow", value: .string(RFC3339.text(moment.issuerNow))),
            .init(key: "method", value: .string(method)),
            .init(key: "path", value: .string(path)),
            .init(key: "status", value: JSONValue(status)),
            .init(key: "client", value: client.map { .string($0) } ?? .null),
            .init(key: "tokenId", value: tokenID.map { .string($0) } ?? .null),
            .init(key: "reason", value: error.map { .string($0.reason) } ?? .null),
        ])
        if let error {
            if let claim = error.claim { object["claim"] = .string(claim) }
            if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
            if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
            object["toleranceMs"] = JSONValue(tolerance.millisecondsRoundedDown)
            if let heals = error.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        }
        object["durationMs"] = .number(JSONNumber(units: Int(duration / .microseconds(1)), decimals: 3))
        object["bytes"] = JSONValue(bytes)
        return .object(object)
    }
}
