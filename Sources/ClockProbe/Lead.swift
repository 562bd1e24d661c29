/// How far this machine's clock is ahead of another, as the range that is sure to hold it; negative where it is behind.
package struct Lead: Sendable, Hashable {
    package let least: Duration
    package let most: Duration

    /// Who keeps a Date for a while, where that is why the range is so wide.
    package let keeper: String?

    package init(least: Duration, most: Duration, keeper: String? = nil) {
        precondition(least <= most, "a range begins before it ends")
        self.least = least
        self.most = most
        self.keeper = keeper
    }

    /// The same by a Date that may be up to a second old: the clock behind it is that much less behind.
    func byKept(_ keeper: String) -> Lead { Lead(least: least - .seconds(1), most: most, keeper: keeper) }

    package var middle: Duration { (least + most) / 2 }
    /// The range is the middle plus or minus this.
    package var uncertainty: Duration { (most - least) / 2 }

    /// The larger distance of the two ends from agreement.
    package var atMost: Duration { max(most, .zero - least) }
}
