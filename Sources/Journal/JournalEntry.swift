internal import Definition
internal import Durations
package import HTTPMessages
package import JSON
package import JWT
package import Policy

/// What is remembered of a request.
///
/// It never holds a token or a secret.
package struct JournalEntry: Sendable {
    /// Whether a token was good; requests that need none have no verdict.
    package enum Verdict: String, Sendable, CaseIterable { case accepted, refused }

    /// The id, which counts from 1 and never starts over while the gateway runs.
    package var id = 0
    let trueNow: NumericDate
    package let gatewayNow: NumericDate
    let issuerNow: NumericDate
    private let knownMethod: Method
    let path: String
    let client: String?
    /// The id of its token, or the hash that tells the token from others if it has no id.
    private let tokenMark: String?
    /// The times of its token, or of the one that it was given, if the signature holds.
    let times: StampedTimes
    private var details: RareDetails?
    /// Why a token was refused, in plain values: copying an error costs more than all the rest.
    private let tokenReason: TokenError.Reason?
    /// The numbers that belong to the reason, in milliseconds.
    let aheadMilliseconds: Int?
    let agoMilliseconds: Int?
    let healsMilliseconds: Int?
    let toleranceMilliseconds: Int?
    /// How long it took; while it is under way, when it came, by the stopwatch.
    private var nanoseconds: Int64
    /// How many bytes of the answer's body the client has taken.
    private(set) var bytes: Int
    private(set) var progress = Progress.complete

    package enum Progress: Sendable, Hashable {
        case complete
        /// The client went before it had the whole answer.
        case aborted
        case underWay
    }
    private let statusCode: UInt16
    let verdict: Verdict?
    /// The client refreshes again and again, and is refused each time.
    let isStorm: Bool
    private let hasTokenID: Bool
    /// Where its answer came from.
    private let source: AnswerSource?

    /// The id of a client as it is told: tokens in it are masked, but a short id cannot hold one.
    package static func told(_ client: String) -> String { client.utf8.count > 40 ? SecretMask.text(client) : client }

    var tokenID: String? { hasTokenID ? tokenMark : nil }
    /// `sha256:` and twelve digits, for a token that has no id.
    var tokenHash: String? { hasTokenID ? nil : tokenMark }
    var method: String { details?.method ?? "\(knownMethod)" }
    package var status: Int { Int(statusCode) }
    /// The path that decides, decoded and without prefix, if that is another one.
    var route: String? { details?.route }
    /// The name of the fault that struck it.
    package var fault: String? { details?.fault }
    /// The name of the stub that answered it.
    var stub: String? { details?.stub }
    /// Its fields and body, if they are remembered.
    var detail: RequestDetail? { details?.said }
    /// In what it breaks the definition.
    var violations: [RequestProblem] { details?.violations ?? [] }
    /// Where its answer came from, if it is not the gateway's own.
    var answer: String? { source?.rawValue }
    /// The machine that it has landed on, if there are several.
    var node: GatewayNode? { details?.node }
    /// The claim at fault, if the reason does not imply it.
    var claim: String? { details?.claim }
    /// What may have gone wrong at the place where the token was made.
    var hint: String? { details?.hint?.name }
    var target: String { details?.pathAndQuery ?? path }

    /// Why a token was refused.
    var reason: String? { tokenReason?.rawValue ?? (fault != nil && verdict == .refused ? "fault" : nil) }

    /// The time from the whole request to the end of its answer, or to now if it is under way; in thousandths of a
    /// millisecond.
    var durationMicroseconds: Int {
        Int((progress == .underWay ? GatewayClock.nanoseconds(since: nanoseconds) : nanoseconds) / 1000)
    }

    var isAborted: Bool { progress == .aborted }
    var isUnderWay: Bool { progress == .underWay }

    /// Forgets its fields and body, for which there is no room.
    mutating func forgetDetail() { details = details?.withoutDetail }

    /// Says that its answer is held.
    ///
    /// - Parameter start: when its request came, by the stopwatch.
    package mutating func begin(at start: Int64) {
        progress = .underWay
        nanoseconds = start
        bytes = 0
    }

    mutating func end(_ end: AnswerEnd) {
        nanoseconds = GatewayClock.nanoseconds(since: nanoseconds)
        progress = end.isAborted ? .aborted : .complete
        bytes = end.bodyBytes
    }

    mutating func lose(_ unsentBytes: Int) {
        progress = .aborted
        bytes = max(bytes - unsentBytes, 0)
    }

    /// How many bytes it repeats of its request.
    var textSize: Int {
        path.utf8.count + target.utf8.count + (route?.utf8.count ?? 0) + method.utf8.count + (detail?.size ?? 0)
            + violations.reduce(0) { $0 + $1.name.utf8.count + 200 }
    }

    package var json: JSONObject {
        var object = JSONObject([
            .init(key: "id", value: isUnderWay ? .null : JSONValue(id)),
            .init(key: "at", value: .string(RFC3339.text(trueNow))),
            .init(key: "gatewayNow", value: .string(RFC3339.text(gatewayNow))),
            .init(key: "issuerNow", value: .string(RFC3339.text(issuerNow))),
            .init(key: "method", value: .string(method)),
            .init(key: "path", value: .string(path)),
            .init(key: "target", value: .string(target)),
            .init(key: "status", value: JSONValue(status)),
            .init(key: "client", value: client.map { .string($0) } ?? .null),
            .init(key: "tokenId", value: tokenID.map { .string($0) } ?? .null),
            .init(key: "verdict", value: verdict.map { .string($0.rawValue) } ?? .null),
            .init(key: "reason", value: reason.map { .string($0) } ?? .null),
        ])
        if let tokenHash { object["tokenHash"] = .string(tokenHash) }
        if let issuedAt = times.issuedAt { object["iat"] = JSONValue(issuedAt) }
        if let notBefore = times.notBefore { object["nbf"] = JSONValue(notBefore) }
        if let expiration = times.expiration { object["exp"] = JSONValue(expiration) }
        if let claim { object["claim"] = .string(claim) }
        if let aheadMilliseconds { object["aheadMs"] = JSONValue(aheadMilliseconds) }
        if let agoMilliseconds { object["agoMs"] = JSONValue(agoMilliseconds) }
        if let toleranceMilliseconds { object["toleranceMs"] = JSONValue(toleranceMilliseconds) }
        if let healsMilliseconds { object["healsInMs"] = JSONValue(healsMilliseconds) }
        if let hint { object["hint"] = .string(hint) }
        if let node {
            object["node"] = JSONValue(node.number)
            object["nodeOffsetMs"] = JSONValue(node.offset.millisecondsRoundedDown)
        }
        object["fault"] = fault.map { .string($0) } ?? .null
        if let stub { object["stub"] = .string(stub) }
        object["storm"] = .bool(isStorm)
        if let answer { object["answer"] = .string(answer) }
        if !violations.isEmpty { object["violations"] = .array(violations.map(\.json)) }
        object["durationMs"] = .number(JSONNumber(units: durationMicroseconds, decimals: 3))
        object["bytes"] = JSONValue(bytes)
        detail?.append(to: &object)
        if isAborted { object["aborted"] = true }
        if isUnderWay { object["underWay"] = true }
        return object
    }
}

extension JournalEntry {
    /// It names every value at once: an initializer that sets one after the other copies the whole entry once more.
    ///
    /// - Parameters:
    ///   - token: the method as it was sent.
    ///   - pathAndQuery: the path and the query with its secrets left out, if there is one.
    ///   - nanoseconds: see `durationMicroseconds`.
    package init(
        _ record: RequestRecord,
        _ moment: Moment,
        method: Method,
        token: Span<UInt8>,
        path: String,
        pathAndQuery: String?,
        status: Status,
        bytes: Int,
        nanoseconds: Int64
    ) {
        let error = record.refusal?.error
        self.init(
            trueNow: moment.trueNow,
            gatewayNow: moment.gatewayNow,
            issuerNow: moment.issuerNow,
            knownMethod: method,
            path: path,
            client: record.client.map(Self.told),
            tokenMark: record.tokenID ?? record.token?.hash,
            times: record.times,
            details: .of(
                record,
                moment.node,
                method: method == .other ? SecretMask.text(token.text) : nil,
                pathAndQuery: pathAndQuery
            ),
            tokenReason: error?.kind,
            aheadMilliseconds: error?.aheadMilliseconds,
            agoMilliseconds: error?.agoMilliseconds,
            healsMilliseconds: error?.healsMilliseconds,
            toleranceMilliseconds: error.map { record.inForce?.rules.toleranceMilliseconds(for: $0) ?? 0 },
            nanoseconds: nanoseconds,
            bytes: bytes,
            statusCode: UInt16(clamping: status.rawValue),
            verdict: record.verdict,
            isStorm: record.isStorm,
            hasTokenID: record.tokenID != nil,
            source: record.answer
        )
    }
}
