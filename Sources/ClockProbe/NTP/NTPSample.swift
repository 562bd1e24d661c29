package import System

/// One question and its answer (RFC 5905 §8).
package struct NTPSample: Sendable, Hashable {
    /// How far the server is ahead of us, if the way there takes as long as the way back.
    package let offset: Duration
    /// How long both ways took together.
    package let delay: Duration
    package let stratum: Int
    private let precision: Duration

    /// Nil if the server says that it took longer to answer than we have waited.
    package init?(_ reply: NTPReply, sent: WallTime, received: WallTime) {
        let there = reply.received.since(NTPTimestamp(sent))
        let back = reply.transmitted.since(NTPTimestamp(received))
        offset = (there + back) / 2
        delay = there - back
        stratum = reply.stratum
        precision = reply.precision
        // Readings of the server's clock are no more exact than that clock is.
        guard delay >= .zero - precision else { return nil }
    }

    /// The range of the lead, however unequal the two ways are; it allows for how coarsely the server reads its clock.
    package var lead: Lead {
        let uncertainty = max(delay, .zero) / 2 + precision
        return Lead(least: .zero - offset - uncertainty, most: .zero - offset + uncertainty)
    }
}
