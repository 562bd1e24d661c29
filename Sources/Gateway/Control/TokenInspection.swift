internal import Durations
internal import JSON
internal import JWT
internal import Policy

/// A token explained: what it says, how the gateway would judge it, and when that changes.
struct TokenInspection: Sendable {
    private let header: JSONValue
    private let claims: JSONValue
    private let policy: Policy
    private let trueNow: NumericDate
    private let isRevoked: Bool
    /// The hash by which the journal knows it if it has no id.
    private let hash: String?
    /// The claims, or why the token has none to judge.
    private let verified: Result<Claims, TokenError>

    init(_ token: Span<UInt8>, by gateway: Gateway, at trueNow: NumericDate) {
        let parsed = try? ParsedToken(token)
        header = parsed.map { .object($0.header) } ?? .null
        claims = parsed.flatMap { try? $0.claims() }.map { .object($0) } ?? .null
        let snapshot = gateway.policies.snapshot
        self.trueNow = trueNow
        do throws(TokenError) {
            var verifier = TokenVerifier(key: gateway.key)
            let token = try verifier.verify(token)
            // A client's own settings judge a token only once its signature holds.
            let client = token.claims.client.flatMap { snapshot.client($0, at: trueNow) }
            policy = client?.policy(over: snapshot.global) ?? snapshot.global
            isRevoked = gateway.revocations.contains(token)
            hash = token.hash
            verified = .success(token.claims)
        } catch {
            policy = snapshot.global
            isRevoked = false
            hash = nil
            verified = .failure(error)
        }
    }

    private var tolerance: Duration { policy.settings.effectiveTolerance }

    /// Why the token is refused at `now`; nil if it is not.
    private func refusal(at now: NumericDate) -> TokenRefusal? {
        let claims: Claims
        switch verified {
        case .success(let verified): claims = verified
        case .failure(let error): return TokenRefusal(error)
        }
        do throws(TokenRefusal) {
            try TokenJudge.judge(
                claims,
                isRevoked: isRevoked,
                at: now,
                tolerance: tolerance,
                by: policy.settings.validator
            )
            return nil
        } catch {
            return error
        }
    }

    var json: JSONValue {
        let moment = policy.moment(trueNow: trueNow)
        var object = JSONObject([.init(key: "header", value: header), .init(key: "claims", value: claims)])
        if let hash { object["tokenHash"] = .string(hash) }
        append(refusal(at: moment.gatewayNow), at: moment, to: &object)
        if case .success(let claims) = verified, let refusal = refusal(at: moment.gatewayNow) {
            let families = TokenFamily.all(of: claims, refusal, at: moment.gatewayNow)
            if !families.isEmpty { object["families"] = .array(families.map(\.json)) }
        }
        object["demands"] = policy.settings.validator.demandsJSON
        object["takes"] = policy.settings.validator.takesJSON
        if let nodes = policy.settings.nodes {
            object["nodes"] = .array(nodes.offsets.indices.map { json(nodes.node(UInt64($0))) })
        }
        object["clock"] = policy.clockJSON(moment)
        return .object(object)
    }

    /// The judgement of one of several machines.
    private func json(_ node: GatewayNode) -> JSONValue {
        let moment = policy.moment(trueNow: trueNow, node: node)
        var object = JSONObject([
            .init(key: "node", value: JSONValue(node.number)),
            .init(key: "offsetMs", value: JSONValue(node.offset.millisecondsRoundedDown)),
        ])
        append(refusal(at: moment.gatewayNow), at: moment, to: &object)
        return .object(object)
    }

    private func append(_ refusal: TokenRefusal?, at moment: Moment, to object: inout JSONObject) {
        object["verdict"] = refusal == nil ? "accepted" : "refused"
        object["reason"] = refusal.map { .string($0.error.reason) } ?? .null
        let validator = policy.settings.validator
        let forgiven = refusal.map { validator.tolerance(tolerance, for: $0.error) } ?? tolerance
        if let refusal {
            let sentence = refusal.explanation(tolerance: forgiven, by: validator, node: moment.node)
            object["explanation"] = .string(sentence)
            refusal.append(to: &object)
        }
        if refusal == nil, case .success(let claims) = verified,
            let hint = TokenHint.milliseconds(claims, at: moment.gatewayNow)
        {
            object["hint"] = .string(hint.name)
        }
        object["validator"] = .string(validator.name)
        object["toleranceMs"] = JSONValue(forgiven.millisecondsRoundedDown)
        if case .success(let claims) = verified,
            let end = TokenJudge.life(of: claims, tolerance: tolerance, by: validator)?.end
        {
            // When it stops being accepted, tolerance included.
            object["expiresInMs"] = JSONValue((end - moment.gatewayNow).millisecondsRoundedUp)
        }
    }
}
