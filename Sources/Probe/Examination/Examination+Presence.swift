internal import JWT

extension Examination {
    /// Finds out which claims are looked at, which are demanded, and which forms they may have.
    mutating func lookForClaims() throws(Obstacle) {
        try lookForDemands()
        for claim in [TimedClaim.nbf, .iat] {
            findings[claim].isLookedAt = try !accepts(badQuestion(claim))
        }
        // Some servers look at iat only in tokens without nbf, as firebase/php-jwt does.
        if findings[.iat].isLookedAt, findings[.nbf].isLookedAt, !findings[.nbf].isDemanded {
            findings.prefersNotBefore = try refusesSurely(preferenceQuestion()) == false
        }
        if !reach.isFar {
            var question = goodQuestion()
            question.issuedAt = question.issuedAt.moved(by: .zero - reach.beyond)
            let judgesAge = try !acceptsSurely(question)
            findings.judgesAge = judgesAge
            if judgesAge { findings.notes.append(.judgesAge) }
        }
        let claims = [TimedClaim.exp, .nbf, .iat].filter { findings[$0].isLookedAt }
        try lookForFractions(claims)
        for claim in claims { try lookForText(claim) }
    }

    /// A token with a bad `iat` and a good `nbf`.
    private func preferenceQuestion() -> Question {
        var question = badQuestion(.iat)
        question.notBefore = goodQuestion().notBefore
        return question
    }

    /// Asks twice more whether an `nbf` spares a token the check of its `iat`.
    mutating func confirmPreference() throws(Obstacle) {
        guard findings[.iat].isLookedAt, findings[.nbf].isLookedAt, !findings[.nbf].isDemanded else { return }
        for _ in 0..<2 {
            guard try accepts(preferenceQuestion()) == findings.prefersNotBefore else {
                throw .changes("one and the same kind of token is refused and accepted")
            }
        }
    }

    private mutating func lookForDemands() throws(Obstacle) {
        var bare = goodQuestion()
        for claim in TimedClaim.allCases { bare[claim] = .absent }
        guard try !accepts(bare) else { return }
        for claim in TimedClaim.allCases {
            var question = goodQuestion()
            question[claim] = .absent
            findings[claim].isDemanded = try !acceptsSurely(question)
        }
        guard TimedClaim.allCases.allSatisfy({ !findings[$0].isDemanded }) else { return }
        guard try !accepts(bare) else { throw .changes("one and the same kind of token is refused and accepted") }
        demandsSome = true
    }

    /// A good token that has no more than is demanded, with numbers in strings if these are accepted.
    func leanQuestion() -> Question {
        var question = goodQuestion()
        for claim in TimedClaim.allCases {
            if case .number(let date) = question[claim], [.judged, .ignored].contains(findings[claim].text) {
                question[claim] = .text(date)
            } else if !findings[claim].isDemanded, !demandsSome {
                question[claim] = .absent
            }
        }
        return question
    }

    /// Asks again after a refusal, because it is a surprise.
    private mutating func acceptsSurely(_ question: Question) throws(Obstacle) -> Bool {
        if try accepts(question) { return true }
        guard try !accepts(question) else { throw .changes("one and the same kind of token is refused and accepted") }
        return false
    }

    /// Asks again after an acceptance, because it is a surprise.
    private mutating func refusesSurely(_ question: Question) throws(Obstacle) -> Bool {
        if try !accepts(question) { return true }
        guard try accepts(question) else { throw .changes("one and the same kind of token is refused and accepted") }
        return false
    }

    private mutating func lookForFractions(_ claims: [TimedClaim]) throws(Obstacle) {
        for claim in claims { findings[claim].takesFractions = true }
        guard !claims.isEmpty, try !acceptsSurely(fractionalQuestion()) else { return }
        guard claims.count > 1 else {
            findings[claims[0]].takesFractions = false
            return
        }
        for claim in claims {
            let isTaken = try acceptsSurely(fractionalQuestion([claim]))
            // The token with fractions in all claims was refused, so an acceptance is a surprise as well.
            if isTaken {
                guard try accepts(fractionalQuestion([claim])) else {
                    throw .changes("one and the same kind of token is refused and accepted")
                }
            }
            findings[claim].takesFractions = isTaken
        }
        guard claims.contains(where: { findings[$0].takesFractions == false }) else {
            throw .changes("one and the same kind of token is refused and accepted")
        }
    }

    /// A good token with fractions in those of `claims` that take them.
    func fractionalQuestion(_ claims: [TimedClaim] = TimedClaim.allCases) -> Question {
        var question = goodQuestion()
        for claim in claims where findings[claim].takesFractions == true {
            // It remains good by a clock that is nearly as far behind as the good token allows for.
            question[claim] = question[claim].moved(by: .milliseconds(claim.isStart ? -500 : 500))
        }
        return question
    }

    private mutating func lookForText(_ claim: TimedClaim) throws(Obstacle) {
        var question = isolated(claim, near: server.now)
        guard case .number(let good) = goodQuestion()[claim] else { return }
        question[claim] = .text(good)
        guard try acceptsSurely(question) else {
            findings[claim].text = .refused
            return
        }
        question = badQuestion(claim)
        question[claim] = .text(badTime(claim))
        findings[claim].text = try accepts(question) ? .ignored : .judged
    }
}
