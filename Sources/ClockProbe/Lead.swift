/// How far this machine's clock is ahead of another, as the range that is sure to hold it; negative where it is behind.
package struct Lead: Sendable, Hashable {
    package let least: Duration
    package let most: Duration

    package init(least: Duration, most: Duration) {
        precondition(least <= most, "a range begins before it ends")
        self.least = least
        self.most = most
    }

    package var middle: Duration { (least + most) / 2 }
    /// The range is the middle plus or minus this.
    package var uncertainty: Duration { (most - least) / 2 }

    /// The larger distance of the two ends from agreement.
    package var atMost: Duration { max(most, .zero - least) }
}
