package import JSON
package import JWT

/// A token as it can be judged without a gateway: what it says, whether it is signed, and how each validator would
/// judge it at one instant.
package struct TokenReport: Sendable {
    /// What is known of a signature.
    package enum Signature: String, Sendable {
        case good, bad
        /// No key was given, or the token is not of HS256.
        case unchecked
    }

    /// What one validator says.
    package struct Verdict: Sendable {
        package let validator: Validator
        /// What is forgiven of a claim that has no leeway of its own.
        package let tolerance: Duration
        /// Nil if it accepts the token.
        package let refusal: TokenRefusal?
        /// When it accepts the token; nil if the token lacks what it needs.
        package let life: TokenLife?
    }

    package let header: JSONObject
    /// The payload; nil if it is no JSON object, or names a claim twice.
    package let payload: JSONObject?
    /// The claims, or why there are none to judge.
    package let claims: Result<Claims, TokenError>
    package let signature: Signature
    /// Whether a key was given: without one, neither signature nor algorithm is part of any verdict.
    package let hasKey: Bool
    /// What may be wrong with times that every validator accepts.
    package let hint: TokenHint?
    package let now: NumericDate
    /// First the verdict of the validator that was asked for, then those of all others.
    package let verdicts: [Verdict]

    /// - Parameters:
    ///   - isSigned: whether a key says so; nil if there is no key.
    ///   - tolerance: nil if each validator has its own leeway.
    /// - Throws: `malformed`, if the text is no token at all.
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
        hasKey = isSigned != nil
        self.now = now
        var payload: JSONObject?
        let result: Result<Claims, TokenError>
        do throws(TokenError) {
            let object = try parsed.claims()
            payload = object
            result = .success(Claims(object))
        } catch {
            result = .failure(error)
        }
        self.payload = payload
        claims = result
        switch result {
        case .success(let claims):
            let others = Validator.all.filter { $0.name != validator.name }
            verdicts = ([validator] + others).map {
                Verdict($0, of: claims, tolerance: tolerance ?? $0.leeway, at: now)
            }
            hint = verdicts.first?.refusal?.hint ?? TokenHint.milliseconds(claims, at: now)
        case .failure:
            verdicts = []
            hint = nil
        }
        // A gateway checks the signature before it looks at the claims, so that fault has to come first here too.
        if objection == .malformed { throw .malformed }
    }

    /// What is known of the algorithm: a gateway takes HS256 alone.
    package var algorithm: Signature { !hasKey ? .unchecked : header["alg"] == "HS256" ? .good : .bad }

    /// The verdict of the validator that was asked for; nil if there are no claims to judge.
    package var verdict: Verdict? { verdicts.first }

    /// What keeps the token from being accepted, whatever its claims are.
    package var objection: TokenError? {
        if hasKey, header["alg"] != "HS256" { return .algorithm }
        if header["crit"] != nil { return .crit }
        if signature == .bad { return .signature }
        if case .failure(let error) = claims { return error }
        return nil
    }

    /// Why the validator that was asked for refuses it.
    package var refusal: TokenRefusal? { objection.map { TokenRefusal($0) } ?? verdict?.refusal }

    /// What all other validators would do with a token that this one refuses.
    package var families: [TokenFamily] {
        guard objection == nil, case .success(let claims) = claims, let refusal = verdict?.refusal else { return [] }
        return TokenFamily.all(of: claims, refusal, at: now)
    }

    /// Whether the validator that was asked for accepts it, as far as can be told.
    package var isAccepted: Bool { refusal == nil }
}

extension TokenReport.Verdict {
    /// What is forgiven of the claim that was refused; for an accepted token, of any claim.
    package var forgiven: Duration { refusal.map { validator.tolerance(tolerance, for: $0.error) } ?? tolerance }

    init(_ validator: Validator, of claims: Claims, tolerance: Duration, at now: NumericDate) {
        self.validator = validator
        self.tolerance = tolerance
        life = TokenJudge.life(of: claims, tolerance: tolerance, by: validator)
        do throws(TokenRefusal) {
            try TokenJudge.judge(claims, at: now, tolerance: tolerance, by: validator)
            refusal = nil
        } catch {
            refusal = error
        }
    }
}
