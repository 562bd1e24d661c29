internal import JWT

/// All that an examination has found out.
package struct Findings: Sendable {
    package var claims: [TimedClaim: Presence] = [:]
    /// Whether a token that has an `nbf` is spared the check of its `iat`.
    package var prefersNotBefore = false
    /// Whether a token is refused for an `iat` that is long ago; nil if that was not asked.
    package var judgesAge: Bool?
    package var codes = StatusCodes(accepting: nil)
    package var dates = DateWindow()
    /// The ranges in which the flips surely are.
    package var bounds: [FlipKey: Bounds] = [:]
    /// The most likely places of the flips of whole seconds.
    package var estimates: [TimedClaim: Duration] = [:]
    package var shapes: [TimedClaim: Shape] = [:]
    /// Whether a token that was good once stays good after its end; nil if that was not asked.
    package var remembers: Bool?
    package var notes: [Note] = []
    package var requests = 0
    package var time = Duration.zero
    package var fastest = Duration.zero
    package var slowest = Duration.zero
    /// How far apart the clocks of several machines are, if several have answered.
    package var spread: Bounds?

    package enum Note: Sendable, Hashable {
        /// Answers contradicted others, as they do if a clock is set meanwhile, and all was asked again.
        case startedAnew
        /// The server asked for patience.
        case limited(times: Int)
        /// Some answers meant neither yes nor no, and the questions were asked again.
        case strays(Int)
        /// Its clock is far off, by its Date, or as it was found out without one.
        case farOff
        /// Only the bodies of its answers tell good tokens from bad ones.
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
