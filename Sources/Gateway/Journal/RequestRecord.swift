internal import Definition
internal import HTTPMessages
internal import JWT
internal import Policy

/// What is told of a request in the log and in the journal.
///
/// Never a token, a secret or a query's secrets. A class, since each event loop fills one again and again.
final class RequestRecord {
    /// As it was sent, where it is known already.
    var path: String?
    var client: String?
    var tokenID: String?
    /// What tells a token that has no id from others.
    var tokenHash: String?
    /// What its token states, or the one that it was given.
    var times = StampedTimes.unknown
    /// A call of the control interface, which the journal leaves out: it tells what clients did.
    var isControl = false
    /// A probe asks for it again and again: its line is for a log at its most detailed.
    var isHealth = false
    /// What the clocks of its client said; nil where it has none in particular.
    var moment: Moment?
    /// The path that decides, where it is another one than was sent.
    var route: String?
    /// Whether the query is told too; that of the login side is all secrets.
    var showsQuery = false
    var verdict: JournalEntry.Verdict?
    /// Why its token was refused.
    var refusal: TokenRefusal?
    /// What it was judged by; nil where nobody was asked.
    var inForce: PolicyInForce?
    /// The machine that it has landed on, where there are several.
    var node: GatewayNode?
    /// The name of the fault that struck it.
    var fault: String?
    /// The name of the stub that answered it.
    var stub: String?
    /// What it said, where that is to be remembered.
    var detail: RequestDetail?
    var isStorm = false
    /// What its answer came from.
    var answer: AnswerSource?
    /// What it is not that the definition asks for.
    var violations: [RequestProblem] = []
    /// Why it was refused, where no token error says it.
    var note: String?

    /// Makes it that of another request.
    func clear() {
        path = nil
        client = nil
        tokenID = nil
        tokenHash = nil
        times = .unknown
        isControl = false
        isHealth = false
        moment = nil
        route = nil
        showsQuery = false
        verdict = nil
        refusal = nil
        inForce = nil
        node = nil
        fault = nil
        stub = nil
        detail = nil
        isStorm = false
        answer = nil
        violations = []
        note = nil
    }
}
