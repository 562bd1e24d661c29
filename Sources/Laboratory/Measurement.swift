package import JSON

/// The result of one experiment.
package struct Measurement: Sendable, Hashable {
    package let cell: Cell
    package let grid: PhaseGrid
    package let refusals: Int
    /// The longest time to heal in milliseconds, as the gateway said with each refusal; 0 if nothing was refused.
    package let longestHeal: Int

    package init(_ cell: Cell, _ grid: PhaseGrid, refusals: Int, longestHeal: Int) {
        self.cell = cell
        self.grid = grid
        self.refusals = refusals
        self.longestHeal = longestHeal
    }

    package var isAsPredicted: Bool {
        refusals == cell.predictedRefusals(of: grid) && longestHeal == cell.predictedLongestHeal
    }

    package var json: JSONValue {
        [
            "skewMs": JSONValue(cell.skew), "toleranceMs": JSONValue(cell.tolerance), "delayMs": JSONValue(cell.delay),
            "calls": JSONValue(grid.count), "predictedRefused": JSONValue(cell.predictedRefusals(of: grid)),
            "measuredRefused": JSONValue(refusals), "predictedLongestHealMs": JSONValue(cell.predictedLongestHeal),
            "measuredLongestHealMs": JSONValue(longestHeal),
        ]
    }

    /// How many were accepted, in percent, with one decimal if it is no whole number.
    var accepted: String { Self.percent(grid.count - refusals, of: grid) }
    var predictedAccepted: String { Self.percent(grid.count - cell.predictedRefusals(of: grid), of: grid) }

    private static func percent(_ count: Int, of grid: PhaseGrid) -> String {
        let perThousand = count * 1000 / grid.count
        return perThousand % 10 == 0 ? "\(perThousand / 10)" : "\(perThousand / 10).\(perThousand % 10)"
    }
}
