internal import JWT

extension Examination {
    /// Which claims are looked at, which are demanded, and what they may look like.
    mutating func lookForClaims() throws(Obstacle) {
        try lookForDemands()
        for claim in [TimedClaim.nbf, .iat] {
            findings[claim].isLookedAt = try !accepts(badQuestion(claim))
        }
        // Some look at iat in tokens without nbf alone, as firebase/php-jwt does.
        if findings[.iat].isLookedAt, findings[.nbf].isLookedAt, !findings[.nbf].isDemanded {
            var question = badQuestion(.iat)
            question.notBefore = goodQuestion().notBefore
            findings.prefersNotBefore = try refusesSurely(question) == false
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

    private mutating func lookForDemands() throws(Obstacle) {
        var bare = goodQuestion()
        for claim in TimedClaim.allCases { bare[claim] = .absent }
        guard try !accepts(bare) else { return }
        for claim in TimedClaim.allCases {
            var question = goodQuestion()
            question[claim] = .absent
            findings[claim].isDemanded = try !acceptsSurely(question)
        }
    }

    /// A refusal that is a surprise is asked for twice.
    private mutating func acceptsSurely(_ question: Question) throws(Obstacle) -> Bool {
        if try accepts(question) { return true }
        guard try !accepts(question) else { throw .changes("one and the same kind of token is refused and accepted") }
        return false
    }

    /// An acceptance that is a surprise is asked for twice.
    private mutating func refusesSurely(_ question: Question) throws(Obstacle) -> Bool {
        if try !accepts(question) { return true }
        guard try accepts(question) else { throw .changes("one and the same kind of token is refused and accepted") }
        return false
    }

    private mutating func lookForFractions(_ claims: [TimedClaim]) throws(Obstacle) {
        let half = Duration.milliseconds(500)
        var question = goodQuestion()
        for claim in claims { question[claim] = question[claim].moved(by: half) }
        let isTaken = claims.isEmpty ? true : try accepts(question)
        for claim in claims {
            guard !isTaken, claims.count > 1 else {
                findings[claim].takesFractions = isTaken
                continue
            }
            var question = goodQuestion()
            question[claim] = question[claim].moved(by: half)
            findings[claim].takesFractions = try acceptsSurely(question)
        }
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
