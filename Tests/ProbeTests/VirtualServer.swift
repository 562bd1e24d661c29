import Durations
import JWT
import TestSupport

@testable import Probe

/// A server that judges by a profile and a clock that is a known span away, behind a network that delays at random;
/// time passes by being told to.
struct VirtualServer: Respondent {
    /// One way, in microseconds.
    struct Network {
        var way: ClosedRange<Int>
        static let loopback = Network(way: 60...400)
        static let steady = Network(way: 20_000...20_600)
        static let jitter = Network(way: 100...30_000)
        static let slow = Network(way: 350_000...450_000)
    }

    enum Choice { case turns, random, connection }

    enum Trouble {
        case none
        /// Refuses at random, in percent.
        case refuses(Int)
        /// Says the opposite at random, in percent.
        case inverts(Int)
        /// 503 at random, in percent.
        case unavailable(Int)
        /// Its clock jumps once, after so many requests.
        case jumps(after: Int, by: Duration)
        /// Accepts what it accepted once.
        case remembers
    }

    enum DateField {
        case exact
        /// The Date is renewed at this interval, beginning at a phase.
        case cached(Duration, phase: Duration)
        case none
        case other(Duration)
    }

    var validator: Validator
    var leeway: Duration
    /// How far the clock of each machine is ahead of ours.
    var skews: [Duration]
    var network = Network.loopback
    /// How many questions in a hundred leave late, by up to 200 ms, as on a busy machine.
    var lateness = 0
    var choice = Choice.turns
    var trouble = Trouble.none
    var dateField = DateField.exact
    /// What a request costs besides its two ways, such as its signature.
    var preparation = Duration.microseconds(300)
    /// What it answers to a token that is good but for its times, if it is of one key.
    var statuses = (good: 200, bad: 401, none: 401, forged: 401)
    var checksSignature = true
    var acceptsAll = false
    var refusesAll = false
    var judgesTime = true
    /// Time goes on while somebody reads the clock.
    var now: NumericDate {
        reads.count += 1
        return time + .microseconds(reads.count)
    }
    private var time: NumericDate
    private let reads = Reads()

    private final class Reads { var count = 0 }

    private(set) var requests = 0
    /// What was asked, for a look at what an examination does.
    private(set) var log: [(question: Question, reply: Reply)] = []
    var keepsLog = false
    private var random: SeededGenerator
    private var machine = 0
    private var known: Set<Int> = []
    /// The questions that had a number first: the token of that one is sent for others with the same number.
    private var kept: [Int: Question] = [:]

    init(_ validator: Validator, leeway: Duration, skews: [Duration], seed: UInt64) {
        self.validator = validator
        self.leeway = leeway
        self.skews = skews
        random = SeededGenerator(seed: seed)
        time =
            NumericDate(seconds: 1_795_400_000 + Int(seed % 2))
            + .microseconds(Int.random(in: 0..<1_000_000, using: &random))
    }

    mutating func pause(for span: Duration) { time = time + span }

    mutating func reply(to question: Question) throws(Obstacle) -> Reply {
        requests += 1
        time = time + .microseconds(reads.count) + preparation
        reads.count = 0
        if let sendAt = question.sendAt {
            time = max(time, sendAt) + .microseconds(Int.random(in: 20...250, using: &random))
        }
        if lateness > 0, Int.random(in: 0..<100, using: &random) < lateness {
            time = time + .microseconds(Int.random(in: 0...200_000, using: &random))
        }
        switch choice {
        case .turns: machine = (machine + 1) % skews.count
        case .random: machine = Int.random(in: 0..<skews.count, using: &random)
        case .connection: if question.isFresh { machine = Int.random(in: 0..<skews.count, using: &random) }
        }
        if case .jumps(let after, let span) = trouble, requests == after { skews = skews.map { $0 + span } }
        let sent = time
        time = time + .microseconds(Int.random(in: network.way, using: &random))
        let judged = time + skews[machine]
        let token = question.number.flatMap { kept[$0] } ?? question
        if let number = question.number { kept[number] = token }
        var isGood = judge(token, judged)
        let chance = Int.random(in: 0..<100, using: &random)
        var status = isGood ? statuses.good : statuses.bad
        switch trouble {
        case .refuses(let percent): if chance < percent { isGood = false }
        case .inverts(let percent): if chance < percent { isGood.toggle() }
        case .remembers:
            if let number = question.number {
                if isGood { known.insert(number) }
                if known.contains(number) { isGood = true }
            }
        case .none, .unavailable, .jumps: break
        }
        status = isGood ? statuses.good : question.credential == .none ? statuses.none : statuses.bad
        if !isGood, question.credential == .forged { status = statuses.forged }
        if case .unavailable(let percent) = trouble, chance < percent { status = 503 }
        time = time + .microseconds(Int.random(in: network.way, using: &random))
        let reply = Reply(sent: sent, received: time, status: status, second: second(judged))
        if keepsLog { log.append((question, reply)) }
        return reply
    }

    private func second(_ judged: NumericDate) -> Int? {
        let date: NumericDate
        switch dateField {
        case .exact: date = judged
        case .none: return nil
        case .other(let span): date = judged + span
        case .cached(let period, let phase):
            let whole = (judged.sinceEpoch - phase) / period
            date = NumericDate(sinceEpoch: period * Int(whole.rounded(.down)) + phase)
        }
        return date.sinceEpoch.secondsRoundedDown
    }

    private func judge(_ question: Question, _ now: NumericDate) -> Bool {
        guard !acceptsAll else { return true }
        guard !refusesAll else { return false }
        guard question.credential != .none else { return false }
        guard question.credential == .signed || !checksSignature else { return false }
        guard judgesTime else { return true }
        do throws(TokenRefusal) {
            try TokenJudge.judge(Claims(question.times), at: now, tolerance: leeway, by: validator)
            return true
        } catch {
            return false
        }
    }
}
