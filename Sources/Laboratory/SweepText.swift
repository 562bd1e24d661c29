package import TerminalText

/// What a sweep shows, in plain words.
package struct SweepText: Sendable {
    private let sweep: Sweep
    private let style: TextStyle

    package init(_ sweep: Sweep, _ style: TextStyle) {
        self.sweep = sweep
        self.style = style
    }

    /// - Parameter seconds: how long the whole took.
    package func lines(seconds: String) -> [String] {
        introduction + SweepTable(sweep, style).lines + conclusion(seconds: seconds)
    }

    private var introduction: [String] {
        let step = sweep.grid.step
        return [
            style.paint("How often? Percent of calls accepted, predicted = measured", .bold),
            "Most issuers write iat in whole seconds, rounded down. So each square below is",
            "\(sweep.grid.count) tokens made \(step) ms apart through one second, and each of them used once.",
            "Predicted: refused = ahead - delay - forgiven, in seconds, from 0 to 1.", "",
        ]
    }

    private func conclusion(seconds: String) -> [String] {
        let cells = sweep.plan.cells.count
        let surprises = sweep.surprises
        guard surprises.isEmpty, sweep.isComplete else {
            return surprises.map { style.paint(Self.complaint($0), .alarm) } + [
                style.paint("\(surprises.count) squares of \(cells) are not as predicted.", .alarm)
            ]
        }
        return explanation + [
            style.paint("All \(cells) squares are as predicted: \(sweep.callCount) calls, \(seconds) s.", .green)
        ]
    }

    private static func complaint(_ measurement: Measurement) -> String {
        let cell = measurement.cell
        let predicted = cell.predictedRefusals(of: measurement.grid)
        return "MISMATCH: \(cell.skew) ms ahead, \(cell.tolerance) forgiven, after \(cell.delay): "
            + "\(measurement.refusals) refused, not \(predicted)"
            + (measurement.refusals == predicted
                ? "; healed in \(measurement.longestHeal) ms, not \(cell.predictedLongestHeal)" : "")
    }

    /// Its numbers are measured ones, but for the last sentence, of another gateway; empty if the plan has no such
    /// experiment.
    private var explanation: [String] {
        let skew = SweepPlan.markedSkew
        guard let plain = sweep[Cell(skew: skew, tolerance: 0, delay: 0)],
            let late = sweep[Cell(skew: skew, tolerance: 0, delay: 50)],
            let forgiven = sweep[Cell(skew: skew, tolerance: skew, delay: 0)], plain.refusals > 0
        else { return [] }
        let calls = sweep.grid.count
        return [
            "Look at \(skew) ms. The token is used at once, nothing is forgiven: of \(calls) calls",
            "\(plain.refusals) are refused, 1 in \(calls / plain.refusals). A refused token heals by itself, after"
                + " \(plain.longestHeal) ms at most:",
            "so nobody can reproduce it. After 50 ms on the network it is \(late.refusals) of \(calls);",
            forgiven.refusals == 0
                ? "with \(skew) ms forgiven it never happens."
                : "with \(skew) ms forgiven it is \(forgiven.refusals).",
            "If the gateway's own clock has whole seconds (--validator whole-second),",
            "a tolerance below one second forgives none of them.",
            "",
        ]
    }
}
