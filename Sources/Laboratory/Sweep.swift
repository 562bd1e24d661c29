package import JSON

/// The experiments of a plan, with what each measured.
package struct Sweep: Sendable {
    package let plan: SweepPlan
    package let grid: PhaseGrid
    private let measurements: [Cell: Measurement]

    package init(_ plan: SweepPlan, on grid: PhaseGrid, measurements: [Measurement]) {
        self.plan = plan
        self.grid = grid
        self.measurements = Dictionary(measurements.map { ($0.cell, $0) }) { first, _ in first }
    }

    /// The result of an experiment; nil if it was not made.
    package subscript(_ cell: Cell) -> Measurement? { measurements[cell] }

    package var surprises: [Measurement] { plan.cells.compactMap { self[$0] }.filter { !$0.isAsPredicted } }
    package var isComplete: Bool { plan.cells.allSatisfy { self[$0] != nil } }
    package var callCount: Int { measurements.count * grid.count }

    package var json: JSONValue { .array(plan.cells.compactMap { self[$0]?.json }) }
}
