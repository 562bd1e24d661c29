internal import Definition
internal import JWT
internal import Policy

/// What most requests do not have.
///
/// It is apart from the entry, so that ten thousand entries without it stay in the caches.
final class RareDetails: Sendable {
    let method: String?
    let route: String?
    let pathAndQuery: String?
    let fault: String?
    let stub: String?
    let claim: String?
    let hint: TokenHint?
    let node: GatewayNode?
    /// Its fields and body, if they are remembered.
    let said: RequestDetail?
    let violations: [RequestProblem]

    /// What the record has of it; nil if it has nothing.
    ///
    /// - Parameter method: the method as it was sent, if it is none that is known.
    static func of(
        _ record: RequestRecord,
        _ node: GatewayNode?,
        method: String?,
        pathAndQuery: String?
    ) -> RareDetails? {
        let hasAny =
            method != nil || pathAndQuery != nil || node != nil || record.route != nil || record.fault != nil
            || record.stub != nil || record.detail != nil || !record.violations.isEmpty
            || record.refusal.map { $0.error.claim != nil || $0.hint != nil } ?? false
        return hasAny ? RareDetails(record, node, method: method, pathAndQuery: pathAndQuery) : nil
    }

    private init(_ record: RequestRecord, _ node: GatewayNode?, method: String?, pathAndQuery: String?) {
        self.method = method
        self.pathAndQuery = pathAndQuery
        self.node = node
        route = record.route
        fault = record.fault
        stub = record.stub
        claim = record.refusal?.error.claim
        hint = record.refusal?.hint
        said = record.detail
        violations = record.violations
    }

    private init(without other: RareDetails) {
        method = other.method
        route = other.route
        pathAndQuery = other.pathAndQuery
        fault = other.fault
        stub = other.stub
        claim = other.claim
        hint = other.hint
        node = other.node
        said = nil
        violations = other.violations
    }

    /// The same without fields and body.
    var withoutDetail: RareDetails { RareDetails(without: self) }
}
