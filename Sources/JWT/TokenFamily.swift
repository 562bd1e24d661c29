/// Validators that would do the same with a refused token, and on what condition.
package struct TokenFamily: Sendable, Hashable {
    /// What they do: the easiest first, and last what nothing cures.
    package enum Outcome: Sendable, Hashable {
        /// They accept it: they do not look at the claim for which it was refused.
        case neverLooks(claim: String)
        /// They accept it, since the claim is good as they read and compare it.
        case takes
        /// They accept it only because of what they forgive.
        case forgives
        /// They will accept it after that time.
        case heals(Duration)
        /// They want a token with this claim, or with another value of it.
        case demands(claim: String), cannotUse(claim: String)
        /// They will never accept it.
        case refuses
    }

    package let outcome: Outcome
    /// The validators, by name, in the order of the list.
    package let names: [String]

    /// All libraries and products but the rules of this program itself, each with its own leeway; the outcomes come in
    /// the order of how easy they are.
    ///
    /// - Parameter refusal: why the token was refused; one that was revoked has no families, since no validator takes
    ///   it.
    package static func all(of claims: Claims, _ refusal: TokenRefusal, at now: NumericDate) -> [TokenFamily] {
        guard !refusal.isRevoked, let claim = refusal.error.timeClaim else { return [] }
        var families: [Outcome: [String]] = [:]
        for validator in Validator.all where validator.provenance.group != .program {
            families[Outcome(claims, claim, at: now, by: validator), default: []].append(validator.name)
        }
        return families.map { TokenFamily(outcome: $0.key, names: $0.value) }.sorted {
            $0.outcome.isEasier(than: $1.outcome)
        }
    }
}

extension TokenFamily.Outcome {
    fileprivate init(_ claims: Claims, _ claim: String, at now: NumericDate, by validator: Validator) {
        do throws(TokenRefusal) {
            try TokenJudge.judge(claims, at: now, tolerance: validator.leeway, by: validator)
        } catch {
            switch error.error {
            case .claimMissing(let name): self = .demands(claim: name)
            case .claimInvalid(let name): self = .cannotUse(claim: name)
            default:
                let life = TokenJudge.life(of: claims, tolerance: validator.leeway, by: validator)
                self = life?.wait(from: now).map { .heals($0) } ?? .refuses
            }
            return
        }
        if !validator.looks(at: claim, of: claims) {
            self = .neverLooks(claim: claim)
        } else {
            let isGood =
                TokenJudge.life(of: claims, tolerance: .zero, by: validator.withoutLeeways)?.contains(now) ?? false
            self = isGood ? .takes : .forgives
        }
    }

    /// First those that accept the token, then those that will, then those that never will.
    fileprivate func isEasier(than other: Self) -> Bool { rank < other.rank }

    private var rank: (Int, Duration, String) {
        switch self {
        case .neverLooks(let claim): (0, .zero, claim)
        case .takes: (1, .zero, "")
        case .forgives: (2, .zero, "")
        case .heals(let wait): (3, wait, "")
        case .demands(let claim): (4, .zero, claim)
        case .cannotUse(let claim): (5, .zero, claim)
        case .refuses: (6, .zero, "")
        }
    }
}

extension TokenError {
    /// The time that it is about; nil if it is about none.
    fileprivate var timeClaim: String? {
        switch kind {
        case .issuedInFuture, .tooOld: "iat"
        case .notYetValid: "nbf"
        case .expired: "exp"
        case .claimMissing, .claimInvalid: claim.flatMap { ["iat", "nbf", "exp"].contains($0) ? $0 : nil }
        default: nil
        }
    }
}

extension Validator {
    /// Whether it compares this claim of a token with its clock.
    fileprivate func looks(at claim: String, of claims: Claims) -> Bool {
        switch claim {
        case "iat":
            age != nil || issuedAt != nil && !(prefersNotBefore && (try? times(of: claims))?.notBefore != nil)
        case "nbf": notBefore != nil
        default: expiration != nil
        }
    }

    /// The same rules without the leeways that they have whatever the tolerance is.
    fileprivate var withoutLeeways: Validator {
        func bare(_ check: Check?) -> Check? {
            check.map { Check(clock: $0.clock, rounding: $0.rounding, bound: $0.bound) }
        }
        return Validator(
            name,
            provenance,
            issuedAt: bare(issuedAt),
            prefersNotBefore: prefersNotBefore,
            notBefore: bare(notBefore),
            expiration: bare(expiration),
            age: age,
            readings: readings
        )
    }
}
