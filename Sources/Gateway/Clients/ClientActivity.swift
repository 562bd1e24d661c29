internal import Durations
internal import JSON
internal import JWT

/// What a client has done with tokens, and whether it runs in a circle.
///
/// SDKs that ask for another token on 401, by a refresh, a login or a new sign-in, never stop if every new token is
/// refused too.
struct ClientActivity: Sendable {
    /// A run that is longer is a storm.
    static let stormLength = 5
    /// A run is over when no token has been given out for this long, on the true clock.
    static let memory = Duration.seconds(60)

    private enum Step: Sendable, Hashable { case none, granted, refusedAfterGrant }

    private(set) var tokenRequests = 0
    private(set) var refreshes = 0
    private(set) var refusals = 0
    /// The tokens in a row of which each only led to a refusal and the next one.
    ///
    /// A refresh counts as one by itself; a login or a sign-in counts only after a refusal.
    private(set) var run = 0
    private(set) var longestRun = 0
    private var step = Step.none
    private var lastGrant: NumericDate?
    /// Token requests in each of the last ten seconds, at the second modulo their number.
    private var seconds = InlineArray<10, Int>(repeating: 0)
    private var counts = InlineArray<10, Int>(repeating: 0)

    var isStorm: Bool { run > Self.stormLength }

    mutating func noteTokenRequest(at trueNow: NumericDate) {
        tokenRequests += 1
        countInWindow(trueNow)
        forgetOldRun(trueNow)
    }

    /// Notes that a token was given out.
    ///
    /// - Returns: whether a storm begins with this token.
    mutating func noteGrant(isRefresh: Bool, at trueNow: NumericDate) -> Bool {
        if isRefresh { refreshes += 1 }
        run = step == .refusedAfterGrant ? run + 1 : isRefresh ? 1 : 0
        longestRun = max(longestRun, run)
        step = .granted
        lastGrant = trueNow
        return run == Self.stormLength + 1
    }

    mutating func noteRefusal() {
        refusals += 1
        if step == .granted { step = .refusedAfterGrant }
    }

    mutating func noteAcceptance() {
        run = 0
        step = .none
    }

    /// Whether a token now would belong to a run that has had `limit` tokens already.
    mutating func exceeds(_ limit: Int, at trueNow: NumericDate) -> Bool {
        forgetOldRun(trueNow)
        return step == .refusedAfterGrant && run >= limit
    }

    private mutating func forgetOldRun(_ trueNow: NumericDate) {
        guard let last = lastGrant, trueNow < last || last + Self.memory <= trueNow else { return }
        noteAcceptance()
        lastGrant = nil
    }

    private mutating func countInWindow(_ trueNow: NumericDate) {
        let second = trueNow.sinceEpoch.secondsRoundedDown
        let place = Int(second.magnitude % UInt(seconds.count))
        if seconds[place] != second {
            seconds[place] = second
            counts[place] = 0
        }
        counts[place] += 1
    }

    /// Token requests a second, over the last ten.
    func rate(at trueNow: NumericDate) -> JSONNumber {
        let second = trueNow.sinceEpoch.secondsRoundedDown
        let recent = (second - seconds.count + 1)...second
        let total = seconds.indices.reduce(0) { recent.contains(seconds[$1]) ? $0 + counts[$1] : $0 }
        return JSONNumber(units: total, decimals: 1)
    }

    func json(at trueNow: NumericDate) -> JSONValue {
        [
            "tokenRequests": JSONValue(tokenRequests), "refreshes": JSONValue(refreshes),
            "refusals": JSONValue(refusals), "refreshRun": JSONValue(run),
            "longestRefreshRun": JSONValue(longestRun),
            "tokenRequestsPerSecond": .number(rate(at: trueNow)), "storm": .bool(isStorm),
        ]
    }
}
