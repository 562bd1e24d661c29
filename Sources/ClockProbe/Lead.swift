/// How far this machine's clock is ahead of another, as it was seen: a range, which is negative if it is behind.
package struct Lead: Sendable, Hashable {
    package let least: Duration
    package let most: Duration
    package let origin: Origin

    /// How the other clock was read.
    package enum Origin: Sendable, Hashable {
        /// The clock itself, at the instant of each answer.
        case clock
        /// A Date that may be of that instant or from a while before: which of the two, no Date tells.
        case date
        /// A Date of software that is known to keep one for a while, by its name.
        case keptDate(by: String)
    }

    /// For how long servers keep a Date: a second, and a little more if the timer that ends it comes late.
    package static let longestLag = Duration.milliseconds(1_100)

    package init(least: Duration, most: Duration, origin: Origin = .clock) {
        precondition(least <= most, "a range begins before it ends")
        self.least = least
        self.most = most
        self.origin = origin
    }

    func read(from origin: Origin) -> Lead { Lead(least: least, most: most, origin: origin) }

    /// Where the truth lies, be the Date as old as it may: it never comes from later, so that the clock behind it is at most
    /// that much less behind.
    package var sure: Lead {
        guard origin != .clock else { return self }
        return Lead(least: least - Self.longestLag, most: most)
    }

    /// What is told of it: of a Date that is surely kept, its own second says too little.
    package var told: Lead {
        if case .keptDate = origin { sure } else { self }
    }

    package var middle: Duration { (least + most) / 2 }
    /// The range is the middle plus or minus this.
    package var uncertainty: Duration { (most - least) / 2 }

    /// The larger of the two ends' distances from agreement.
    package var atMost: Duration { max(most, .zero - least) }
    /// The smaller of the two distances; zero if the range includes agreement.
    package var atLeast: Duration { max(.zero, least, .zero - most) }
}
