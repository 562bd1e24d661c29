internal import JSON
internal import JWT
internal import OpenSSL

/// A token explained: what it says, what the gateway would say of it, and when that changes.
struct TokenInspection: Sendable {
    private let header: JSONValue
    private let claims: JSONValue
    private let error: TokenError?
    private let scope: Scope
    private let moment: Moment
    /// When it stops being accepted, tolerance included; nil where it has no such claim.
    private let end: NumericDate?

    init(_ token: Span<UInt8>, key: HMACSHA256, _ gateway: Gateway, _ trueNow: NumericDate) {
        let parsed = try? ParsedToken(token)
        let claims = parsed.flatMap { try? $0.claims() }
        header = parsed.map { .object($0.header) } ?? .null
        self.claims = claims.map { .object($0) } ?? .null
        let snapshot = gateway.scopes.snapshot
        var scope = snapshot.global
        var end: NumericDate?
        do throws(TokenError) {
            var verifier = TokenVerifier(key: key)
            let verified = try verifier.verify(token)
            // A client's own settings judge a token only once its signature holds.
            let client = verified.claims.client.flatMap { snapshot.client($0, at: trueNow) }
            scope = client?.scope(over: snapshot.global) ?? scope
            let tolerance = scope.settings.effectiveTolerance
            end = scope.settings.validator.end(of: verified.claims, tolerance: tolerance)
            let now = scope.moment(trueNow: trueNow).gatewayNow
            let validator = scope.settings.validator
            try ClaimCheck.check(verified.claims, at: now, tolerance: tolerance, by: validator)
            if gateway.revocations.contains(verified) { throw .revoked }
            error = nil
        } catch {
            self.error = error
        }
        self.end = end
        self.scope = scope
        moment = scope.moment(trueNow: trueNow)
    }

    var json: JSONValue {
        var object = JSONObject([
            .init(key: "header", value: header),
            .init(key: "claims", value: claims),
            .init(key: "verdict", value: error == nil ? "accepted" : "refused"),
            .init(key: "reason", value: error.map { .string($0.reason) } ?? .null),
        ])
        let tolerance = scope.settings.effectiveTolerance
        if let error {
            object["explanation"] = .string(error.explanation(tolerance: tolerance, by: scope.settings.validator))
            if let claim = error.claim { object["claim"] = .string(claim) }
            if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
            if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
        }
        object["validator"] = .string(scope.settings.validator.name)
        object["toleranceMs"] = JSONValue(tolerance.millisecondsRoundedDown)
        if let heals = error?.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        if let end { object["expiresInMs"] = JSONValue((end - moment.gatewayNow).millisecondsRoundedUp) }
        object["clock"] = ControlInterface.json(scope, moment)
        return .object(object)
    }
}
