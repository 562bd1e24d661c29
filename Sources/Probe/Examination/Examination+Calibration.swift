internal import Durations
internal import JWT

extension Examination {
    /// Learns how this server says yes and no, from tokens that are good and bad beyond doubt.
    mutating func calibrate() throws(Obstacle) {
        if try isCalibrated() { return }
        // The server's clock may be farther off than these tokens allowed for.
        if case .refusesEverything = trouble, reach.shift == .zero {
            reach.start = .seconds(86_400)
            reach.end = .seconds(86_400)
            reach.beyond = .seconds(864_000)
            reach.isFar = true
            if try isCalibrated() { return }
            reach = Reach()
        }
        // This is reported only if the server says it again and again.
        let said = trouble
        for _ in 0..<2 {
            let isCalibrated = try isCalibrated()
            guard !isCalibrated, said == trouble else {
                throw .changes("the same tokens are answered differently each time")
            }
        }
        let status = try definite(goodQuestion()).status
        for _ in 0..<12 {
            guard try definite(goodQuestion()).status == status else {
                throw .changes("the same tokens are answered differently each time")
            }
        }
        if let said { throw said }
    }

    /// Whether good and bad tokens are answered differently; if not, `trouble` says what is wrong.
    private mutating func isCalibrated() throws(Obstacle) -> Bool {
        trouble = nil
        var bare = goodQuestion()
        bare.credential = .none
        let none = try definite(bare)
        if !reach.isFar { goBy(none) }
        let good = try definite(goodQuestion())
        var question = goodQuestion()
        question.credential = .forged
        let forged = try definite(question)
        question = goodQuestion()
        question.expiration = .number(badTime(.exp))
        // Some servers refuse a token that ends before it begins.
        question.issuedAt = .number(badTime(.exp) - reach.start)
        question.notBefore = question.issuedAt
        let dead = try definite(question)
        var codes = findings.codes
        if codes.calibrate(good: good, bad: [none, forged, dead]) {
            findings.codes = codes
            findings[.exp].isLookedAt = true
            return true
        }
        // The server may look at no time at all.
        if codes.calibrate(good: good, bad: [none, forged]) {
            findings.codes = codes
            return true
        }
        func isLike(_ other: Reply) -> Bool { good.status == other.status && good.names == other.names }
        let isTaken = codes.given?.contains(good.status) ?? (200..<300).contains(good.status)
        if isLike(forged), isLike(dead) {
            trouble = isTaken ? .acceptsEverything(status: good.status) : .refusesEverything(status: good.status)
        } else if isLike(forged), isTaken {
            trouble = .takesForgedSignatures
        } else {
            trouble = isTaken ? .changes("no rule of tokens") : .refusesEverything(status: good.status)
        }
        return false
    }

    /// An answer that does not come from a passing trouble of the server.
    private mutating func definite(_ question: Question) throws(Obstacle) -> Reply {
        for _ in 0..<3 {
            let reply = try send(question)
            if reply.status < 500 { return reply }
        }
        let reply = try send(question)
        guard reply.status < 500 else { throw .unclear(status: reply.status) }
        return reply
    }

    /// Goes by the server's Date if its clock is far off.
    mutating func goBy(_ reply: Reply) {
        guard let second = reply.second, (0...253_402_300_799).contains(second) else { return }
        let ahead = NumericDate(seconds: second) - reply.middle
        guard ahead.absolute > .seconds(30) else {
            // If its clock is a little behind, tokens have to be a little older.
            reach.start = .seconds(5 + max(0, (.zero - ahead).secondsRoundedUp))
            return
        }
        reach.shift = .seconds(ahead.nearestSeconds)
    }
}
