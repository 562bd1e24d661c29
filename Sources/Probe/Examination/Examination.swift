internal import Durations
internal import JWT

/// Finds out what a server forgives, by asking it; this is the whole algorithm, and neither sends nor waits by itself.
package struct Examination<Server: Respondent> {
    /// How many answers in a row may mean neither yes nor no, such as a 503, before that is reported.
    private static var strayLimit: Int { 3 }
    private static var patienceLimit: Int { 3 }

    package private(set) var server: Server
    package internal(set) var findings = Findings()
    let limits: Limits
    private let accepted: ClosedRange<Int>?
    private let begin: NumericDate
    var survey = Survey()
    var isInDoubt = false
    /// How soon one question on a connection of its own can follow another.
    var rhythm = Pace()
    private var strays = 0
    private var waits = 0
    /// How far the claims of a token that is good beyond doubt lie from now.
    var reach = Reach()
    private var numbers = 0
    /// How many requests are allowed in any case, whatever the limits are.
    var requestFloor = 0
    /// Whether a token without any time is refused although each single time may be left out.
    var demandsSome = false
    /// Why calibration could not tell good from bad.
    var trouble: Obstacle?

    struct Reach {
        /// What is added to our clock, by the server's Date, if that is far off.
        var shift = Duration.zero
        var start = Duration.seconds(5)
        var end = Duration.seconds(600)
        /// The distance from now that is surely bad.
        var beyond = Duration.seconds(86_400)
        var isFar = false
    }

    /// - Parameter accepted: the statuses that mean yes; nil is the status of a good token.
    package init(_ server: Server, limits: Limits = Limits(), accepting accepted: ClosedRange<Int>? = nil) {
        self.server = server
        self.limits = limits
        self.accepted = accepted
        begin = server.now
        findings.codes = StatusCodes(accepting: accepted)
    }

    /// Finds out all it can, and keeps it in `findings`, even if an obstacle ends it early.
    package mutating func run() throws(Obstacle) {
        defer {
            conclude()
            note()
        }
        try calibrate()
        try lookForClaims()
        try examineFlips()
        try sharpenDates()
        // At such a speed too many profiles look alike.
        if survey.pace.typical > .milliseconds(400) { throw .slow(survey.pace.typical) }
        if survey.claims.contains(where: { survey.fractional.contains($0) && survey.shape($0) == .open }) {
            guard survey.pace.slowest > .milliseconds(150) else {
                throw .changes("fractions are treated differently each time")
            }
            throw .slow(survey.pace.typical)
        }
    }

    /// Finds flips and fractions, and confirms them; it begins again if the clock was set meanwhile.
    private mutating func examineFlips() throws(Obstacle) {
        var before: Evidence?
        while true {
            do throws(Contradiction) {
                try lookForFlips()
                try confirm()
                if let before, !survey.evidence.isApart(from: before) {
                    throw .obstacle(.changes(Self.contradiction))
                }
                return
            } catch {
                guard case .contradicted(let observation) = error else {
                    if case .obstacle(let obstacle) = error { throw obstacle }
                    return
                }
                isInDoubt = true
                try resolve(observation)
                guard before == nil else { throw .changes("answers contradict each other again and again") }
                before = survey.evidence
                findings.notes.append(.startedAnew)
                try startAnew()
            }
        }
    }

    /// Why a stage ends early.
    enum Contradiction: Error {
        case obstacle(Obstacle)
        case contradicted(Observation)
    }

    mutating func conclude() {
        findings.time = server.now - begin
        findings.fastest = survey.pace.fastest
        findings.slowest = survey.pace.slowest
        findings.bounds = survey.evidence.hard.reduce(into: [:]) { $0[$1.key] = survey.evidence.firm($1.key) }
        for claim in findings.lookedAt {
            findings.estimates[claim] = survey.evidence.estimate(FlipKey(claim))
            findings.shapes[claim] = survey.shape(claim)
        }
    }

    private mutating func note() {
        if findings.codes.isByBody { findings.notes.append(.byBody) }
        if strays > 0 { findings.notes.append(.strays(strays)) }
        if waits > 0 { findings.notes.append(.limited(times: waits)) }
        if reach.isFar || reach.shift != .zero { findings.notes.append(.farOff) }
    }

    // MARK: asking

    private var requestLimit: Int { max(searchLimit, requestFloor) }

    private var searchLimit: Int {
        if isInDoubt { return limits.requestsInDoubt }
        let doDatesHelp = findings.dates.lower != nil && !areDatesSuspect
        return limits.requests + (doDatesHelp ? 0 : limits.requestsIfDatesDoNotHelp)
    }

    /// Allows for more requests if no profile fits what was found.
    ///
    /// So it is with the answers of several clocks, until more of them contradict each other.
    private mutating func doubtIfNoneFits() {
        guard !isInDoubt, !survey.claims.isEmpty, survey.claims.allSatisfy(survey.isFine) else { return }
        conclude()
        isInDoubt = !Fitting(findings).hasFit()
    }

    /// Whether the Date fields say that several clocks are likely, although a cached Date looks the same.
    var areDatesSuspect: Bool { findings.dates.contradiction > .milliseconds(5) }

    /// Sends the question, and returns the answer as it came.
    mutating func send(_ question: Question) throws(Obstacle) -> Reply {
        var question = question
        while true {
            if findings.requests >= requestLimit { doubtIfNoneFits() }
            let limit = requestLimit
            guard findings.requests < limit else { throw .outOfRequests(limit) }
            let left = limits.time - (server.now - begin)
            let wait = question.sendAt.map { max(.zero, $0 - server.now) } ?? .zero
            guard left > wait else { throw .outOfTime(limits.time) }
            let reply = try server.reply(to: question)
            findings.requests += 1
            findings.dates.take(reply)
            // If a question waits for another second, its time says nothing of the network.
            survey.pace.take(reply.time)
            guard reply.status == 429 else { return reply }
            let patience = Duration.seconds(min(max(reply.retryAfter ?? 1, 1), 86_400))
            guard waits < Self.patienceLimit, patience < limits.time - (server.now - begin), patience <= .seconds(30)
            else { throw .limitsRequests(seconds: reply.retryAfter) }
            waits += 1
            try server.pause(for: patience)
            question = later(question)
        }
    }

    /// Asks the question, and reads the answer as yes or no.
    ///
    /// - Returns: also the question, which is a later one if it had to be asked again.
    mutating func ask(_ question: Question) throws(Obstacle) -> (question: Question, reply: Reply, isAccepted: Bool) {
        var question = question
        while true {
            let reply = try send(question)
            if let isAccepted = findings.codes.isAccepted(reply) { return (question, reply, isAccepted) }
            strays += 1
            guard strays <= Self.strayLimit else { throw .unclear(status: reply.status) }
            question = later(question)
        }
    }

    /// The same question, in a later second of the same parity if it was meant for an instant.
    private mutating func later(_ question: Question) -> Question {
        guard let sendAt = question.sendAt else { return question }
        let late = server.now + server.preparation - sendAt
        var question = question.moved(by: .seconds((late / 2).secondsRoundedUp * 2))
        // Its token has other times, so that it is another one.
        if question.number != nil { question.number = takeNumber() }
        return question
    }

    mutating func accepts(_ question: Question) throws(Obstacle) -> Bool { try ask(question).isAccepted }

    var soonest: NumericDate { server.now + server.preparation }

    /// The time by the server's clock, as far as that is known, in whole seconds.
    private var serverNow: NumericDate { (server.now + reach.shift).floored(to: .seconds) }

    /// A token that is good beyond doubt.
    func goodQuestion() -> Question {
        var question = Question()
        question.issuedAt = .number(serverNow - reach.start)
        question.notBefore = question.issuedAt
        question.expiration = .number(serverNow + reach.end)
        return question
    }

    /// A time of this claim that every server refuses that looks at it.
    func badTime(_ claim: TimedClaim) -> NumericDate {
        claim.isStart ? serverNow + reach.beyond : serverNow - reach.beyond
    }

    /// A token that is bad by one claim alone.
    func badQuestion(_ claim: TimedClaim) -> Question {
        var question = isolated(claim, near: badTime(claim))
        question[claim] = .number(badTime(claim))
        return question
    }

    /// A token with one claim near `date`; its other claims are surely good, and not strange beside that one.
    func isolated(_ claim: TimedClaim, near date: NumericDate) -> Question {
        var question = goodQuestion()
        // Some servers refuse a token that ends before it begins.
        if claim == .exp {
            let start = min(date.floored(to: .seconds), serverNow) - reach.start
            for other in [TimedClaim.iat, .nbf] {
                question[other] = findings[other].isDemanded ? .number(start) : .absent
            }
        } else {
            let end = max(date.floored(to: .seconds), serverNow) + reach.end
            question.expiration = .number(end)
            let other: TimedClaim = claim == .iat ? .nbf : .iat
            if !findings[other].isDemanded { question[other] = .absent }
        }
        question[claim] = .absent
        return question
    }

    /// A number that no question has had.
    mutating func takeNumber() -> Int {
        numbers += 1
        return numbers
    }

    /// Asks the question of an offer.
    mutating func observe(_ offer: Offer, isFresh: Bool = false) throws(Obstacle) -> Observation {
        try observe(offer, by: question(of: offer, isFresh: isFresh)).observation
    }

    func question(of offer: Offer, isFresh: Bool) -> Question {
        let date = offer.key.date(second: offer.second)
        var question = isolated(offer.key.claim, near: date)
        question[offer.key.claim] = .number(date)
        question.sendAt = offer.sendAt
        question.isFresh = isFresh
        return question
    }

    /// Asks the question of an offer.
    ///
    /// - Returns: also the question, which is a later one if it had to be asked again.
    mutating func observe(
        _ offer: Offer,
        by question: Question
    ) throws(Obstacle) -> (question: Question, observation: Observation) {
        let (asked, reply, isAccepted) = try ask(question)
        let moved = asked.sendAt.map { $0 - offer.sendAt } ?? .zero
        let observation = Observation(
            key: offer.key,
            second: offer.second + moved.nearestSeconds,
            sent: reply.sent,
            received: reply.received,
            isFlipped: isAccepted == offer.key.claim.isStart
        )
        return (asked, observation)
    }
}
