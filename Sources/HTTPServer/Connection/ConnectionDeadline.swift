/// When a connection has waited long enough, and which entry of the loop's queue stands for that.
///
/// A deadline that moves later keeps its entry, which is looked at again when it comes up. If a deadline moves earlier,
/// it gets another entry, and the old one no longer counts: so each has one entry that counts, and few others.
struct ConnectionDeadline: Sendable {
    private(set) var instant = MonotonicInstant.distantFuture
    private var entry = MonotonicInstant.distantFuture

    enum Verdict: Sendable {
        /// Another entry stands for the connection, or it needs none.
        case outdated
        /// The deadline has moved; queue it again at this instant.
        case moved(to: MonotonicInstant)
        case expired
    }

    /// Moves the deadline; the distant future removes it.
    ///
    /// - Returns: the instant for which it needs a new entry, if it does.
    mutating func move(to instant: MonotonicInstant) -> MonotonicInstant? {
        self.instant = instant
        guard instant < entry else { return nil }
        entry = instant
        return instant
    }

    /// Says what the entry at `queued` means, now that it has come up.
    mutating func judge(_ queued: MonotonicInstant, now: MonotonicInstant) -> Verdict {
        guard queued == entry else { return .outdated }
        let isExpired = instant <= now
        entry = isExpired ? .distantFuture : instant
        guard instant < .distantFuture else { return .outdated }
        return isExpired ? .expired : .moved(to: instant)
    }
}
