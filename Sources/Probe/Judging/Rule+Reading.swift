internal import Durations

extension Rule {
    /// How much it forgives of a claim if its leeway is `leeway`: how far that moves the flip of a whole second.
    func forgiven(_ claim: TimedClaim, leeway: Duration) -> Duration {
        let key = FlipKey(claim)
        guard let strict = flip(key, leeway: .zero), let moved = flip(key, leeway: leeway) else { return .zero }
        return fixed(claim) + (claim.isStart ? strict - moved : moved - strict)
    }

    /// What it forgives of a claim whatever the leeway is.
    private func fixed(_ claim: TimedClaim) -> Duration {
        guard let strict = flip(FlipKey(claim), leeway: .zero) else { return .zero }
        let span = claim.isStart ? .zero - strict : strict
        // The one second by which a clock of whole seconds is late is no leeway.
        return span >= .seconds(2) ? .seconds(span.nearestSeconds) : .zero
    }

    /// The comparison with now that a good claim passes, as far as whole seconds tell.
    func bound(_ claim: TimedClaim) -> String {
        let strict = (flip(FlipKey(claim), leeway: .zero) ?? .zero).absolute.fraction
        let whole = (flip(FlipKey(claim), leeway: .zero) ?? .zero) - fixed(claim) * (claim.isStart ? -1 : 1)
        let isPast = whole >= .seconds(1) || strict > .zero
        return claim.isStart ? (isPast ? "<" : "<=") : (isPast ? ">=" : ">")
    }

    /// How long after its `exp` it accepts a token at most, or how long before a start, for claims of whole seconds.
    func longestGrace(_ claim: TimedClaim, leeway: Duration) -> Duration {
        let flip = flip(FlipKey(claim), leeway: leeway) ?? .zero
        return claim.isStart ? .zero - flip : flip
    }
}
