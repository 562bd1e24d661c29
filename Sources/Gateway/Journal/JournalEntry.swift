internal import JSON
internal import JWT

/// What is remembered of a request.
///
/// Never a token or a secret.
struct JournalEntry: Sendable {
    /// Whether a token was good; requests that need none have no verdict.
    enum Verdict: String, Sendable, CaseIterable { case accepted, refused }

    /// Counts from 1, and never starts over while the gateway runs.
    var id = 0
    let moment: Moment
    let method: String
    let path: String
    /// The path that decides, decoded and without prefix, where that is another one.
    let route: String?
    /// The path and the query with its secrets left out, where there is one.
    let pathAndQuery: String?
    let status: Int
    let client: String?
    let tokenID: String?
    let verdict: Verdict?
    let error: TokenError?
    let tolerance: Duration
    /// The name of the fault that struck it.
    let fault: String?
    /// The client refreshes again and again, and is refused each time.
    let isStorm: Bool
    /// From the whole request to its answer, a fault's delay included.
    let duration: Duration
    /// Of the answer's body.
    let bytes: Int

    var target: String { pathAndQuery ?? path }

    /// Why a token was refused.
    var reason: String? { error?.reason ?? (fault != nil && verdict == .refused ? "fault" : nil) }

    /// In thousandths of a millisecond.
    var durationMicroseconds: Int { Int(duration / .microseconds(1)) }

    var json: JSONObject {
        var object = JSONObject([
            .init(key: "id", value: JSONValue(id)),
            .init(key: "at", value: .string(RFC3339.text(moment.trueNow))),
            .init(key: "gatewayNow", value: .string(RFC3339.text(moment.gatewayNow))),
            .init(key: "issuerNow", value: .string(RFC3339.text(moment.issuerNow))),
            .init(key: "method", value: .string(method)),
            .init(key: "path", value: .string(path)),
            .init(key: "target", value: .string(target)),
            .init(key: "status", value: JSONValue(status)),
            .init(key: "client", value: client.map { .string($0) } ?? .null),
            .init(key: "tokenId", value: tokenID.map { .string($0) } ?? .null),
            .init(key: "verdict", value: verdict.map { .string($0.rawValue) } ?? .null),
            .init(key: "reason", value: reason.map { .string($0) } ?? .null),
        ])
        if let error {
            if let claim = error.claim { object["claim"] = .string(claim) }
            if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
            if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
            object["toleranceMs"] = JSONValue(tolerance.millisecondsRoundedDown)
            if let heals = error.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        }
        if let node = moment.node {
            object["node"] = JSONValue(node.number)
            object["nodeOffsetMs"] = JSONValue(node.offset.millisecondsRoundedDown)
        }
        object["fault"] = fault.map { .string($0) } ?? .null
        if isStorm { object["storm"] = true }
        object["durationMs"] = .number(JSONNumber(units: durationMicroseconds, decimals: 3))
        object["bytes"] = JSONValue(bytes)
        return object
    }
}
