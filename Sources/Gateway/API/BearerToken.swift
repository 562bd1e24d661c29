internal import HTTPMessages
internal import JWT

/// The place in a request that carries its token.
enum BearerToken {
    /// The token of RFC 6750 §2.1; its scheme may be in upper or lower case (RFC 9110 §11.1).
    @_lifetime(copy request)
    static func find(in request: Request) throws(TokenError) -> Span<UInt8> {
        guard let value = request.value(of: .authorization) else { throw .missing }
        guard value.count >= 6, value.extracting(0..<6).isEqualIgnoringCase(to: "bearer") else { throw .missing }
        guard value.count > 6, value[6] == .space else { throw .missing }
        guard request.count(of: .authorization) == 1 else { throw .malformed }
        let token = value.extracting(7..<value.count).trimmingWhitespace()
        guard token.count > 0 else { throw .missing }
        return token
    }
}
