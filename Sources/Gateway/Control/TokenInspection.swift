internal import JSON
internal import JWT
internal import OpenSSL

/// A token explained: what it says, what the gateway would say of it, and when that changes.
struct TokenInspection: Sendable {
    private let header: JSONValue
    private let claims: JSONValue
    private let scope: Scope
    private let trueNow: NumericDate
    private let isRevoked: Bool
    /// Or why the token has no claims to judge.
    private let verified: Result<Claims, TokenError>

    init(_ token: Span<UInt8>, key: HMACSHA256, _ gateway: Gateway, _ trueNow: NumericDate) {
        let parsed = try? ParsedToken(token)
        header = parsed.map { .object($0.header) } ?? .null
        claims = parsed.flatMap { try? $0.claims() }.map { .object($0) } ?? .null
        let snapshot = gateway.scopes.snapshot
        self.trueNow = trueNow
        do throws(TokenError) {
            var verifier = TokenVerifier(key: key)
            let token = try verifier.verify(token)
            // A client's own settings judge a token only once its signature holds.
            let client = token.claims.client.flatMap { snapshot.client($0, at: trueNow) }
            scope = client?.scope(over: snapshot.global) ?? snapshot.global
            isRevoked = gateway.revocations.contains(token)
            verified = .success(token.claims)
        } catch {
            scope = snapshot.global
            isRevoked = false
            verified = .failure(error)
        }
    }

    private var tolerance: Duration { scope.settings.effectiveTolerance }

    /// Why the token is refused at `now`; nil where it is not.
    private func error(at now: NumericDate) -> TokenError? {
        do throws(TokenError) {
            try ClaimCheck.check(try verified.get(), at: now, tolerance: tolerance, by: scope.settings.validator)
            return isRevoked ? .revoked : nil
        } catch {
            return error
        }
    }

    var json: JSONValue {
        let moment = scope.moment(trueNow: trueNow)
        var object = JSONObject([.init(key: "header", value: header), .init(key: "claims", value: claims)])
        append(error(at: moment.gatewayNow), at: moment, to: &object)
        if let nodes = scope.settings.nodes {
            object["nodes"] = .array(nodes.offsets.indices.map { json(nodes.node(UInt64($0))) })
        }
        object["clock"] = ControlInterface.json(scope, moment)
        return .object(object)
    }

    /// What one of several machines would say.
    private func json(_ node: GatewayNode) -> JSONValue {
        let moment = scope.moment(trueNow: trueNow, node: node)
        var object = JSONObject([
            .init(key: "node", value: JSONValue(node.number)),
            .init(key: "offsetMs", value: JSONValue(node.offset.millisecondsRoundedDown)),
        ])
        append(error(at: moment.gatewayNow), at: moment, to: &object)
        return .object(object)
    }

    private func append(_ error: TokenError?, at moment: Moment, to object: inout JSONObject) {
        object["verdict"] = error == nil ? "accepted" : "refused"
        object["reason"] = error.map { .string($0.reason) } ?? .null
        if let error {
            let sentence = error.explanation(tolerance: tolerance, by: scope.settings.validator, node: moment.node)
            object["explanation"] = .string(sentence)
            if let claim = error.claim { object["claim"] = .string(claim) }
            if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
            if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
        }
        object["validator"] = .string(scope.settings.validator.name)
        object["toleranceMs"] = JSONValue(tolerance.millisecondsRoundedDown)
        if let heals = error?.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        if case .success(let claims) = verified {
            // When it stops being accepted, tolerance included.
            let rest = scope.settings.validator.end(of: claims, tolerance: tolerance) - moment.gatewayNow
            object["expiresInMs"] = JSONValue(rest.millisecondsRoundedUp)
        }
    }
}
