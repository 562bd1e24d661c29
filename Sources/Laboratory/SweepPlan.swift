/// Which experiments are made: every skew with every tolerance and every delay, all in milliseconds.
package struct SweepPlan: Sendable, Hashable {
    package let skews: [Int]
    package let tolerances: [Int]
    package let delays: [Int]

    /// The skew of the forum thread.
    package static let markedSkew = 200

    package static let standard = SweepPlan(
        skews: [0, 50, 100, 200, 300, 500, 1000, 1200],
        tolerances: [0, 50, 100, 200, 500, 1000],
        delays: [0, 50, 100]
    )

    package init(skews: [Int], tolerances: [Int], delays: [Int]) {
        self.skews = skews
        self.tolerances = tolerances
        self.delays = delays
    }

    /// All experiments, delay by delay and row by row.
    package var cells: [Cell] {
        delays.flatMap { delay in
            tolerances.flatMap { tolerance in skews.map { Cell(skew: $0, tolerance: tolerance, delay: delay) } }
        }
    }
}
