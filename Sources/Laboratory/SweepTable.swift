package import TerminalText

/// A sweep as tables of 80 columns: one for each delay, a row for each tolerance, a column for each skew.
package struct SweepTable: Sendable {
    private static let labelWidth = 8
    private static let columnWidth = 9

    private let sweep: Sweep
    private let style: TextStyle

    package init(_ sweep: Sweep, _ style: TextStyle) {
        self.sweep = sweep
        self.style = style
    }

    package var lines: [String] {
        sweep.plan.delays.flatMap { delay in
            let rows = sweep.plan.tolerances.map { row(tolerance: $0, delay: delay) }
            return Self.heading(sweep.plan, delay: delay, style) + rows + [""]
        }
    }

    static func heading(_ plan: SweepPlan, delay: Int, _ style: TextStyle) -> [String] {
        let columns = plan.skews.map { "\($0) ms".right(columnWidth) }.joined()
        return [
            style.paint(delay == 0 ? "used at once" : "used after \(delay) ms", .bold),
            style.paint("forgiven     the issuer's clock ahead by", .dim),
            style.paint(String(repeating: " ", count: labelWidth) + columns, .dim),
        ]
    }

    static func label(_ text: String, _ style: TextStyle) -> String { style.paint(text.right(labelWidth), .dim) }

    static func entry(_ text: String, in color: TextStyle.Color?, style: TextStyle) -> String {
        String(repeating: " ", count: max(columnWidth - text.count, 0)) + style.paint(text, color)
    }

    private func row(tolerance: Int, delay: Int) -> String {
        Self.label("\(tolerance) ms", style)
            + sweep.plan.skews.map { entry(Cell(skew: $0, tolerance: tolerance, delay: delay)) }.joined()
    }

    /// Predicted and measured, both in percent of the calls that were accepted.
    private func entry(_ cell: Cell) -> String {
        guard let measurement = sweep[cell] else { return "?".right(Self.columnWidth) }
        let isEqual = measurement.isAsPredicted
        let text = measurement.predictedAccepted + (isEqual ? "=" : "!=") + measurement.accepted
        return Self.entry(text, in: isEqual ? color(of: measurement) : .alarm, style: style)
    }

    private func color(of measurement: Measurement) -> TextStyle.Color? {
        switch measurement.refusals {
        case 0: .green
        case measurement.grid.count: .red
        default: nil
        }
    }
}
