internal import HTTPMessages
internal import JWT
internal import Policy

/// One request of the API on its way: what it asks and when, the rules that hold for it, and its token.
///
/// What steers an answer is here; what log and journal tell of it is in the `RequestRecord`.
struct Exchange: ~Copyable, ~Escapable {
    let request: Request
    /// The path, decoded and without the API prefix.
    let path: Span<UInt8>
    let policy: PolicyInForce
    let moment: Moment
    /// The token; nil if its signature does not hold.
    let token: VerifiedToken?
    let correlationID: UUID

    @_lifetime(copy path, copy request)
    init(
        _ request: Request,
        path: Span<UInt8>,
        policy: consuming PolicyInForce,
        moment: Moment,
        token: consuming VerifiedToken?,
        correlationID: UUID
    ) {
        self.request = request
        self.path = path
        self.policy = policy
        self.moment = moment
        self.token = token
        self.correlationID = correlationID
    }
}
