internal import JWT

/// All that an examination has found out.
package struct Findings: Sendable {
    package var claims: [TimedClaim: Presence] = [:]
    /// Whether a token that has an `nbf` is spared the check of its `iat`.
    package var prefersNotBefore = false
    /// Whether a token is refused for an `iat` that is long ago; nil where nobody asked.
    package var judgesAge: Bool?
    package var codes = StatusCodes(accepting: nil)
    package var dates = DateWindow()
    /// Where the flips are, for certain.
    package var bounds: [FlipKey: Bounds] = [:]
    /// Where those of whole seconds most likely are.
    package var estimates: [TimedClaim: Duration] = [:]
    package var shapes: [TimedClaim: Shape] = [:]
    /// Whether a token that was good once stays good after its death; nil where nobody asked.
    package var remembers: Bool?
    package var notes: [Note] = []
    package var requests = 0
    package var time = Duration.zero
    package var fastest = Duration.zero
    package var slowest = Duration.zero
    /// How far apart the clocks of several machines are, if several have answered.
    package var spread: Bounds?

    package enum Note: Sendable, Hashable {
        /// Answers contradicted others, as if a clock is set meanwhile, and all was asked again.
        case startedAnew
        /// It asked for patience.
        case limited(times: Int)
        /// Answers that meant neither yes nor no, and were asked for again.
        case strays(Int)
        /// Its clock is off by so many seconds: by its Date, or found out without.
        case farOff
        /// Good and bad tokens are told apart by the bodies.
        case byBody
        /// It refuses a token for an `iat` that is long ago.
        case judgesAge
        /// It remembers tokens.
        case remembers
    }

    package subscript(claim: TimedClaim) -> Presence {
        get { claims[claim] ?? Presence() }
        set { claims[claim] = newValue }
    }

    package var lookedAt: [TimedClaim] { TimedClaim.allCases.filter { self[$0].isLookedAt } }
}
