package import Definition
internal import HTTPMessages
package import JWT
package import Policy

/// What is told of a request in the log and in the journal.
///
/// Of the token that it holds, only id or hash and the times are told. It is a class, since each event loop fills one
/// again and again.
package final class RequestRecord {
    /// The path as it was sent, if it is known already.
    package var path: String?
    package var client: String?
    /// The token that it came with, if its signature holds.
    package var token: VerifiedToken?
    /// The id and the times of the token that it was given.
    package var issued: (id: String, times: StampedTimes)?
    /// Whether it is a call of the control interface; the journal leaves it out, since it tells what clients did.
    package var isControl = false
    /// Whether a probe asks for health; its line is written only at the most detailed level, since probes repeat.
    package var isHealth = false
    /// What the clocks of its client said; nil if it belongs to no client.
    package var moment: Moment?
    /// The path that decides, if it is not the one that was sent.
    package var route: String?
    /// Whether the query is told too; that of the login side is all secrets.
    package var showsQuery = false
    package var verdict: JournalEntry.Verdict?
    /// Why its token was refused.
    package var refusal: TokenRefusal?
    /// The policy by which it was judged; nil if it was not judged.
    package var inForce: PolicyInForce?
    /// The machine that it has landed on, if there are several.
    package var node: GatewayNode?
    /// The name of the fault that struck it.
    package var fault: String?
    /// The name of the stub that answered it.
    package var stub: String?
    /// Its fields and body, if they are to be remembered.
    package var detail: RequestDetail?
    package var isStorm = false
    /// Where its answer came from.
    package var answer: AnswerSource?
    /// In what it breaks the definition.
    package var violations: [RequestProblem] = []
    /// Why it was refused, if no token error says it.
    package var note: String?

    package init() {}

    /// The id of its token, or of the one that it was given.
    var tokenID: String? { token.map(\.claims.id) ?? issued?.id }
    /// The times of its token, or of the one that it was given.
    var times: StampedTimes { token?.times ?? issued?.times ?? .unknown }

    /// Empties it for another request.
    package func clear() {
        path = nil
        client = nil
        token = nil
        issued = nil
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
