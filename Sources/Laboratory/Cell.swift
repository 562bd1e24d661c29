/// One experiment, all in milliseconds: how far the issuer's clock is ahead, how much is forgiven, and how old a token
/// is when it is used.
package struct Cell: Sendable, Hashable {
    package let skew: Int
    package let tolerance: Int
    package let delay: Int

    package init(skew: Int, tolerance: Int, delay: Int) {
        self.skew = skew
        self.tolerance = tolerance
        self.delay = delay
    }

    /// How far a token that lost nothing to rounding would lie beyond what is forgiven.
    private var excess: Int { skew - delay - tolerance }

    /// How many of a grid's calls are refused: P = s − d − L, at least 0 and at most 1.
    ///
    /// It is exact if the grid's step divides the three values: then the fractions that `iat` loses are the grid
    /// itself.
    package func predictedRefusals(of grid: PhaseGrid) -> Int { min(max(excess, 0), 1000) * grid.count / 1000 }

    /// How long the token that lost nothing to rounding takes to heal; no other takes longer.
    package var predictedLongestHeal: Int { max(excess, 0) }
}
