import JSON
import Laboratory
import Testing

struct CellTests {
    /// The table of the README, with both ends of the range.
    @Test(arguments: [
        (200, 0, 0, 20), (200, 0, 50, 15), (200, 0, 200, 0), (200, 100, 0, 10), (200, 200, 0, 0), (200, 500, 0, 0),
        (0, 0, 0, 0), (50, 0, 100, 0), (1000, 0, 0, 100), (1200, 0, 0, 100), (1200, 1000, 0, 20), (1000, 500, 100, 40),
    ])
    func refusalsInAHundred(skew: Int, tolerance: Int, delay: Int, count: Int) {
        #expect(Cell(skew: skew, tolerance: tolerance, delay: delay).predictedRefusals(of: .hundred) == count)
    }

    /// The short formula against `iat` itself, floored, for every phase of every grid.
    @Test(arguments: PhaseGrid.allowedCounts)
    func agreesWithTheClaim(phases: Int) throws {
        let grid = try #require(PhaseGrid(count: phases))
        for cell in SweepPlan.standard.cells {
            let waits = grid.phases.map { phase in
                let iat = (phase + cell.skew) / 1000 * 1000
                return iat - (phase + cell.delay + cell.tolerance)
            }
            #expect(waits.count { $0 > 0 } == cell.predictedRefusals(of: grid), "\(cell)")
            #expect(max(waits.max() ?? 0, 0) == cell.predictedLongestHeal, "\(cell)")
        }
    }
}

struct PhaseGridTests {
    @Test(arguments: [0, -20, 1, 30, 99, 101, 1001])
    func refusesWhatDividesNoSecond(count: Int) { #expect(PhaseGrid(count: count) == nil) }

    @Test func isEven() {
        #expect(PhaseGrid(count: 20)?.phases == Array(stride(from: 0, to: 1000, by: 50)))
        #expect(PhaseGrid(count: 1000)?.phases == Array(0..<1000))
    }
}

struct MeasurementTests {
    @Test(arguments: [(20, 200, true), (19, 200, false), (20, 190, false)])
    func isJudgedByCountAndTime(refusals: Int, longestHeal: Int, isAsPredicted: Bool) {
        let cell = Cell(skew: 200, tolerance: 0, delay: 0)
        let measurement = Measurement(cell, .hundred, refusals: refusals, longestHeal: longestHeal)
        #expect(measurement.isAsPredicted == isAsPredicted)
    }

    @Test func asJSON() {
        let text = Measurement.predicted(Cell(skew: 200, tolerance: 100, delay: 50)).json.text
        #expect(
            text == #"{"skewMs": 200, "toleranceMs": 100, "delayMs": 50, "calls": 100, "predictedRefused": 5, "#
                + #""measuredRefused": 5, "predictedLongestHealMs": 50, "measuredLongestHealMs": 50}"#
        )
    }
}
