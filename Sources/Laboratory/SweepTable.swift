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
            let title = delay == 0 ? "used at once" : "used after \(delay) ms"
            let rows = sweep.plan.tolerances.map { row(tolerance: $0, delay: delay) }
            return [[style.paint(title, .bold)], header, rows, [""]].flatMap { $0 }
        }
    }

    private var header: [String] {
        let columns = sweep.plan.skews.map { "\($0) ms".right(Self.columnWidth) }.joined()
        return [
            style.paint("forgiven     the issuer's clock ahead by", .dim),
            style.paint(String(repeating: " ", count: Self.labelWidth) + columns, .dim),
        ]
    }

    private func row(tolerance: Int, delay: Int) -> String {
        let label = style.paint("\(tolerance) ms".right(Self.labelWidth), .dim)
        return label
            + sweep.plan.skews.map { entry(Cell(skew: $0, tolerance: tolerance, delay: delay)) }.joined()
    }

    /// Predicted and measured, both in percent of the calls that were accepted.
    private func entry(_ cell: Cell) -> String {
        guard let measurement = sweep[cell] else { return "?".right(Self.columnWidth) }
        let isEqual = measurement.isAsPredicted
        let text = measurement.predictedAccepted + (isEqual ? "=" : "!=") + measurement.accepted
        let blanks = String(repeating: " ", count: max(Self.columnWidth - text.count, 0))
        return blanks + style.paint(text, isEqual ? color(of: measurement) : .alarm)
    }

    private func color(of measurement: Measurement) -> TextStyle.Color? {
        switch measurement.refusals {
        case 0: .green
        case measurement.grid.count: .red
        default: nil
        }
    }
}
