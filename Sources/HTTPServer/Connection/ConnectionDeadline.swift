/// When a connection has waited long enough, and which entry of the loop's queue stands for that.
///
/// A deadline that moves later keeps its entry, which is looked at again when it comes up. One that moves earlier gets
/// another, and the old one no longer counts: so there is one entry that counts, and few that do not.
struct ConnectionDeadline: Sendable {
    private(set) var instant = MonotonicInstant.distantFuture
    private var entry = MonotonicInstant.distantFuture

    enum Verdict: Sendable {
        /// Another entry stands for the connection, or none has to.
        case outdated
        /// The deadline has moved; queue it again at this instant.
        case moved(to: MonotonicInstant)
        case expired
    }

    /// Moves the deadline, which the distant future takes away; returns where it needs an entry, if it does.
    mutating func move(to instant: MonotonicInstant) -> MonotonicInstant? {
        self.instant = instant
        guard instant < entry else { return nil }
        entry = instant
        return instant
    }

    /// What the entry at `queued` means, now that it has come up.
    mutating func judge(_ queued: MonotonicInstant, now: MonotonicInstant) -> Verdict {
        guard queued == entry else { return .outdated }
        let isExpired = instant <= now
        entry = isExpired ? .distantFuture : instant
        guard instant < .distantFuture else { return .outdated }
        return isExpired ? .expired : .moved(to: instant)
    }
}
