package import JSON
package import JWT

/// A token as it can be judged without a gateway: what it says, whether it is signed, and what each validator would
/// make of it at one instant.
package struct TokenReport: Sendable {
    /// What is known of a signature.
    package enum Signature: String, Sendable {
        case good, bad
        /// Nobody gave a key, or the token is not of HS256.
        case unchecked
    }

    /// What one validator says.
    package struct Verdict: Sendable {
        package let validator: Validator
        package let tolerance: Duration
        /// Nil where it accepts the token.
        package let error: TokenError?
        /// The first instant at which it has no objection to `iat` and `nbf`; nil where it looks at neither.
        package let start: NumericDate?
        /// The first instant at which the token is dead.
        package let end: NumericDate
    }

    package let header: JSONObject
    /// Nil where it is no JSON object, or names a claim twice.
    package let payload: JSONObject?
    /// Or why there are none that a validator could judge.
    package let claims: Result<Claims, TokenError>
    package let signature: Signature
    package let now: NumericDate
    /// That of the validator that was asked for, first; then those of all others.
    package let verdicts: [Verdict]

    /// - Parameters:
    ///   - isSigned: whether a key says so; nil where there is none.
    ///   - tolerance: nil leaves each validator its own leeway.
    /// - Throws: `malformed`, where the token is no token at all.
    package init(
        _ token: [UInt8],
        isSigned: Bool?,
        validator: Validator,
        tolerance: Duration?,
        now: NumericDate
    ) throws(TokenError) {
        let parsed = try ParsedToken(token.span)
        header = parsed.header
        signature = header["alg"] == "HS256" ? isSigned.map { $0 ? .good : .bad } ?? .unchecked : .unchecked
        self.now = now
        var payload: JSONObject?
        let result: Result<Claims, TokenError>
        do throws(TokenError) {
            let object = try parsed.claims()
            payload = object
            result = .success(try Claims(object))
        } catch {
            result = .failure(error)
        }
        self.payload = payload
        claims = result
        switch result {
        case .success(let claims):
            let others = Validator.all.filter { $0.name != validator.name }
            verdicts = ([validator] + others).map { Verdict($0, claims, tolerance ?? $0.leeway, now) }
        case .failure: verdicts = []
        }
        // A gateway asks for the signature before it looks at what is signed: that fault has to come first here too.
        if objection == .malformed { throw .malformed }
    }

    /// The one that was asked for; nil where there are no claims to judge.
    package var verdict: Verdict? { verdicts.first }

    /// What keeps the token from being accepted, its times aside.
    package var objection: TokenError? {
        if header["alg"] != "HS256" { return .algorithm }
        if header["crit"] != nil { return .crit }
        if signature == .bad { return .signature }
        if case .failure(let error) = claims { return error }
        return nil
    }

    /// Whether the validator that was asked for accepts it, as far as can be told.
    package var isAccepted: Bool { objection == nil && verdict?.error == nil }
}

extension TokenReport.Verdict {
    init(_ validator: Validator, _ claims: Claims, _ tolerance: Duration, _ now: NumericDate) {
        self.validator = validator
        self.tolerance = tolerance
        start = validator.start(of: claims, tolerance: tolerance)
        end = validator.end(of: claims, tolerance: tolerance)
        do throws(TokenError) {
            try ClaimCheck.check(claims, at: now, tolerance: tolerance, by: validator)
            error = nil
        } catch {
            self.error = error
        }
    }
}
