internal import HTTPMessages
internal import JWT

/// Finds the bearer token of a request and judges it: its signature, then its times by its client's scope.
struct BearerCheck: ~Copyable {
    private var verifier: TokenVerifier

    init(verifier: consuming TokenVerifier) { self.verifier = verifier }

    /// What was found out, as far as it went.
    struct Result {
        var token: VerifiedToken?
        /// The one the token was judged by.
        var scope: Scope
        var error: TokenError?
    }

    mutating func check(_ request: Request, scopes: inout ScopeStore.Reader, trueNow: NumericDate) -> Result {
        do throws(TokenError) {
            let token = try verifier.verify(try Self.token(of: request))
            let scope = scopes.scope(for: token.claims.client)
            var result = Result(token: token, scope: scope)
            do throws(TokenError) {
                try ClaimCheck.check(
                    token.claims,
                    at: scope.moment(trueNow: trueNow).gatewayNow,
                    tolerance: scope.settings.effectiveTolerance
                )
            } catch {
                result.error = error
            }
            return result
        } catch {
            return Result(token: nil, scope: scopes.scope(for: nil), error: error)
        }
    }

    /// RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1).
    @_lifetime(copy request)
    private static func token(of request: Request) throws(TokenError) -> Span<UInt8> {
        guard let value = request.value(of: .authorization) else { throw .missing }
        guard value.count >= 6, value.extracting(0..<6).isEqualIgnoringCase(to: "bearer") else { throw .missing }
        guard value.count > 6 else { throw .missing }
        guard value[6] == .space else { throw .missing }
        guard request.count(of: .authorization) == 1 else { throw .malformed }
        let token = value.extracting(7..<value.count).trimmingWhitespace()
        guard token.count > 0 else { throw .missing }
        return token
    }
}
