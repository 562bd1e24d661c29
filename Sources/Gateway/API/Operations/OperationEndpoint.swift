internal import Definition
internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy
internal import Rules

/// Answers as a definition says, if no fixture answers.
struct OperationEndpoint: Endpoint {
    let operations: OperationSet
    /// Which of the definition's operations it is.
    let index: Int
    /// Whether a request with neither query nor body is always good.
    let asksForNothing: Bool

    init(operations: OperationSet, index: Int) {
        self.operations = operations
        self.index = index
        let definition = operations.definition
        asksForNothing = definition.problems(of: definition.operations[index], query: [], body: .none).isEmpty
    }

    var operation: Operation { operations.definition.operations[index] }

    var method: Method {
        switch operation.verb {
        case .get: .get
        case .put: .put
        case .post: .post
        case .delete: .delete
        case .options: .options
        case .head: .head
        case .patch: .patch
        }
    }

    var needsToken: Bool { operation.needsToken }

    var isDeprecated: Bool { operation.isDeprecated }

    /// Whether it belongs to a resource whose objects are remembered.
    var isKept: Bool { operations.role(index) != nil }

    /// What the definition calls it.
    var name: String? { operations.definition.name(of: operation) }

    /// `ANY` or `ALL`, and the names of the permissions.
    var permissions: (rule: String, names: [String]) {
        (operation.permissionRule == .all ? "ALL" : "ANY", operations.definition.permissions(of: operation))
    }

    /// The segments from the root; `{name}` stands for any one segment.
    var folders: [String] {
        // The path begins with a slash, and may end in one.
        operations.definition.path(of: operation).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map(String.init)
    }

    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response) {
        let answer = operations.answer(index, place.variant)
        response.status = answer.status
        response.fields.append("X-Mock-Gateway-Answer", "generated")
        if let role = operations.role(index), self.answer(as: role, to: exchange, at: place, into: &response) { return }
        if let type = answer.mediaType { response.fields.replace("Content-Type", type) }
        render(answer, for: exchange, at: place, to: &response.body)
    }

    func render(
        _ answer: OperationAnswer,
        for exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        to output: inout [UInt8]
    ) {
        let values = Template.Values(
            now: exchange.moment.gatewayNow,
            client: exchange.token?.claims.client,
            path: exchange.path,
            captures: place.captures
        )
        answer.render(changes(exchange.request, of: answer), values, sources: &place.tools.sources, to: &output)
    }

    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool {
        guard let error = error(status) else { return false }
        error.write(contextID: exchange.correlationID, to: &response)
        return true
    }

    /// The operation's first error of that status, unless the usual one of the status is among its errors.
    func error(_ status: Status) -> APIError? {
        let errors = operations.definition.errors(of: operation, status: status.rawValue)
        let usual = APIError.standard(status, retryAfter: nil, permissions: [])
        guard let first = errors.first, !errors.contains(where: { $0.code == usual.code }) else { return nil }
        // Only the real service knows what it would put in.
        return APIError(status: status, code: first.code, message: first.message.replacing("%s", with: "…"))
    }

    /// Why a client with these permissions may not use the operation; nil if it may.
    func refusal(_ held: PermissionSet) -> APIError? {
        let needed = operations.definition.permissions(of: operation)
        let missing = needed.filter { !held.contains($0) }
        switch operation.permissionRule {
        case .all: return missing.isEmpty ? nil : .missingPermissions(missing)
        case .any: return missing.count < needed.count || needed.isEmpty ? nil : .missingAnyPermission(needed)
        }
    }

    /// The members of the answer that take values of the request.
    private func changes(_ request: Request, of answer: OperationAnswer) -> [OperationAnswer.Change] {
        let isAsking = answer.isPaged && request.query.count > 0
        let isTelling = answer.isEchoing && request.body.count > 0
        guard isAsking || isTelling else { return [] }
        let body = isTelling ? try? JSONParser.parse(document: request.body) : nil
        let page = RequestedPage(query: answer.isPaged ? request.query : Span(), body: body)
        return answer.members.indices.compactMap { index in
            let member = answer.members[index]
            guard let value = value(of: member, page, body, isPaged: answer.isPaged) else { return nil }
            return OperationAnswer.Change(member: index, text: value.serialized(.compact))
        }
    }

    private func value(
        of member: GeneratedAnswer.Member,
        _ page: RequestedPage,
        _ body: JSONValue?,
        isPaged: Bool
    ) -> JSONValue? {
        if member.isList, page.isBeyondFirst { return [] }
        let sent: JSONValue? =
            switch member.name {
            case "pageNumber" where isPaged: page.number.map { JSONValue($0) }
            case "pageSize" where isPaged: page.size.map { JSONValue($0) }
            case _ where member.isEchoed: body?[member.name]
            default: nil
            }
        guard let sent, sent != .null, operations.definition.accepts(sent, as: member.schema) else { return nil }
        return sent
    }
}
