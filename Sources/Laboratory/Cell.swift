/// One experiment, all in milliseconds: how far the issuer's clock is ahead, how much is forgiven, and how long after it
/// was made a token is used.
package struct Cell: Sendable, Hashable {
    package let skew: Int
    package let tolerance: Int
    package let delay: Int

    package init(skew: Int, tolerance: Int, delay: Int) {
        self.skew = skew
        self.tolerance = tolerance
        self.delay = delay
    }

    /// How far a token that lost nothing to rounding would still lie ahead of what is forgiven.
    private var excess: Int { skew - delay - tolerance }

    /// How many of a grid's calls are refused: P = s − d − L, at least 0 and at most 1.
    ///
    /// Exact where the grid's step goes into the three values: the fractions that `iat` loses are then the grid itself.
    package func predictedRefusals(of grid: PhaseGrid) -> Int { min(max(excess, 0), 1000) * grid.count / 1000 }

    /// How long the most unlucky token takes to heal: the one that lost nothing to rounding.
    package var predictedLongestHeal: Int { max(excess, 0) }
}
