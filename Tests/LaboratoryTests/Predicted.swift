import Laboratory

extension PhaseGrid {
    /// Few enough that a count is a percentage.
    static let hundred = PhaseGrid(count: 100) ?? .standard
}

extension Measurement {
    /// What the arithmetic says.
    static func predicted(_ cell: Cell, _ grid: PhaseGrid = .hundred) -> Measurement {
        Measurement(
            cell,
            grid,
            refusals: cell.predictedRefusals(of: grid),
            longestHeal: cell.predictedLongestHeal
        )
    }
}

extension Sweep {
    /// As the arithmetic says, but for `surprises`.
    static func predicted(
        _ plan: SweepPlan = .standard,
        on grid: PhaseGrid = .hundred,
        but surprises: [Measurement] = []
    ) -> Sweep {
        Sweep(plan, on: grid, measurements: surprises + plan.cells.map { Measurement.predicted($0, grid) })
    }

    static let small = SweepPlan(skews: [0, 200, 1200], tolerances: [0, 200], delays: [0, 50])
    static let surprise = Measurement(
        Cell(skew: 200, tolerance: 0, delay: 50),
        .hundred,
        refusals: 14,
        longestHeal: 150
    )
}

extension StoryOutcome {
    static func expected(_ step: Story.Step) -> StoryOutcome {
        StoryOutcome(
            step,
            status: step.expectedStatus,
            reason: step.refusal?.reason,
            body: step.refusal == nil ? "{}" : Story.payload
        )
    }
}

/// Without colours.
func plain(_ line: String) -> String {
    line.split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated()
        .map { $0.offset == 0 ? $0.element : $0.element.drop { $0 != "m" }.dropFirst() }.joined()
}
