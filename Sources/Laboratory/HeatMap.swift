/// A sweep as an SVG picture: a panel for each delay, skews across, tolerances down, and the forum thread's skew
/// framed.
///
/// It needs nothing else: it has no script, no style sheet and no reference.
package struct HeatMap: Sendable {
    private enum Size {
        static let square = (width: 42, height: 32)
        static let left = 92
        static let top = 144
        static let gap = 26
        static let right = 26
        static let bottom = 104
    }

    private struct Place: Hashable {
        let skew: Int
        let delay: Int
    }

    private struct Square {
        let accepted: Double
        let percent: String
        let isSurprise: Bool
    }

    private struct Row {
        let label: String
        var squares: [Place: Square] = [:]
    }

    private let plan: SweepPlan
    private let rows: [Row]
    /// The lines below the title.
    private let heading: [String]
    private let description: String

    package init(_ sweep: Sweep) {
        plan = sweep.plan
        let counts = "Percent of calls accepted, measured: \(sweep.grid.count) tokens a square, made"
        heading = [
            "\(counts) \(sweep.grid.step) ms apart through one second, iat in whole seconds.",
            sweep.surprises.isEmpty && sweep.isComplete
                ? "Every square is as predicted: refused = ahead - delay - forgiven, in seconds, from 0 to 1."
                : "\(sweep.surprises.count) squares are NOT as predicted; each of them has an exclamation mark.",
        ]
        description = "Rows: how much the gateway forgives. "
        rows = plan.tolerances.map { tolerance in
            var row = Row(label: "\(tolerance)")
            for cell in sweep.plan.cells where cell.tolerance == tolerance {
                guard let measurement = sweep[cell] else { continue }
                let count = measurement.grid.count
                row.squares[Place(skew: cell.skew, delay: cell.delay)] = Square(
                    accepted: Double(count - measurement.refusals) / Double(count),
                    percent: measurement.accepted,
                    isSurprise: !measurement.isAsPredicted
                )
            }
            return row
        }
    }

    /// A picture of the arithmetic, with a row for the server.
    package init(_ sweep: ForeignSweep) {
        plan = ForeignSweep.plan
        heading = [
            "Percent of calls accepted, iat and nbf in whole seconds. Rows with a number: refused = ahead - delay - forgiven.",
            sweep.isAsExpected
                ? "The last row: measured at the server, as its rule says."
                : "The last row: measured at the server; what is NOT as its rule says has an exclamation mark.",
        ]
        description = "Rows: how much a gateway forgives, by the arithmetic; the last one: the server, measured. "
        let arithmetic = plan.tolerances.map { tolerance in
            var row = Row(label: "\(tolerance)")
            for cell in ForeignSweep.plan.cells where cell.tolerance == tolerance {
                let percent = ForeignSweep.predicted(cell)
                row.squares[Place(skew: cell.skew, delay: cell.delay)] = Square(
                    accepted: Double(percent) / 100,
                    percent: "\(percent)",
                    isSurprise: false
                )
            }
            return row
        }
        var server = Row(label: "server")
        for square in sweep.squares {
            server.squares[Place(skew: square.skew, delay: square.delay)] = Square(
                accepted: square.share,
                percent: square.percent,
                isSurprise: !square.isAsExpected
            )
        }
        rows = arithmetic + [server]
    }

    private var panelWidth: Int { plan.skews.count * Size.square.width }
    private var panelHeight: Int { rows.count * Size.square.height }
    private var width: Int { panelLeft(plan.delays.count) - Size.gap + Size.right }
    private var height: Int { Size.top + panelHeight + Size.bottom }

    private func panelLeft(_ index: Int) -> Int { Size.left + index * (panelWidth + Size.gap) }

    package var text: String {
        var drawing = SVGDrawing(width: width, height: height)
        drawing.describe(
            title: "How often a fresh token is accepted",
            "Columns: how far the issuer's clock is ahead. \(description)"
                + "A panel for each delay between the making of a token and its use."
        )
        drawHeading(in: &drawing)
        for (index, delay) in plan.delays.enumerated() { drawPanel(index, delay: delay, in: &drawing) }
        drawTolerances(in: &drawing)
        drawLegend(in: &drawing)
        return drawing.text
    }

    private func drawHeading(in drawing: inout SVGDrawing) {
        drawing.text("How often a fresh token is accepted", at: (Size.left, 36), .init(size: 21, isBold: true))
        for (index, line) in heading.enumerated() {
            drawing.text(line, at: (Size.left, 60 + 19 * index), .init(size: 13, color: Color.muted))
        }
    }

    private func drawPanel(_ index: Int, delay: Int, in drawing: inout SVGDrawing) {
        let left = panelLeft(index)
        let middle = left + panelWidth / 2
        let title = delay == 0 ? "used at once" : "used after \(delay) ms"
        drawing.text(title, at: (middle, Size.top - 34), .init(size: 15, anchor: .middle, isBold: true))
        for (column, skew) in plan.skews.enumerated() {
            let x = left + column * Size.square.width
            let isMarked = skew == SweepPlan.markedSkew
            drawing.text(
                "\(skew)",
                at: (x + Size.square.width / 2, Size.top - 8),
                .init(size: 12, anchor: .middle, isBold: isMarked, color: isMarked ? Color.ink : Color.muted)
            )
            for (index, row) in rows.enumerated() {
                guard let square = row.squares[Place(skew: skew, delay: delay)] else { continue }
                draw(square, at: (x, Size.top + index * Size.square.height), in: &drawing)
            }
        }
        drawing.text(
            "issuer's clock ahead by, in ms",
            at: (middle, Size.top + panelHeight + 22),
            .init(size: 13, anchor: .middle, color: Color.muted)
        )
        guard let column = plan.skews.firstIndex(of: SweepPlan.markedSkew) else { return }
        drawing.frame(
            at: (left + column * Size.square.width, Size.top - 23),
            size: (Size.square.width, panelHeight + 26),
            identifier: "skew-\(SweepPlan.markedSkew)-delay-\(delay)"
        )
    }

    private func draw(_ square: Square, at place: (x: Int, y: Int), in drawing: inout SVGDrawing) {
        drawing.rectangle(at: place, size: Size.square, fill: Color.heat(square.accepted))
        drawing.text(
            square.percent + (square.isSurprise ? "!" : ""),
            at: (place.x + Size.square.width / 2, place.y + Size.square.height / 2 + 5),
            .init(size: 13, anchor: .middle, isBold: square.isSurprise, color: Color.text(on: square.accepted))
        )
    }

    private func drawTolerances(in drawing: inout SVGDrawing) {
        for (index, row) in rows.enumerated() {
            let y = Size.top + index * Size.square.height + Size.square.height / 2 + 4
            drawing.text(
                row.label,
                at: (Size.left - 10, y),
                .init(size: 12, anchor: .end, color: Color.muted)
            )
        }
        drawing.text(
            "forgiven, in ms",
            at: (36, Size.top + panelHeight / 2),
            .init(size: 13, anchor: .middle, isUpright: true, color: Color.muted)
        )
    }

    private func drawLegend(in drawing: inout SVGDrawing) {
        let y = height - 48
        drawing.text("accepted: 0 %", at: (Size.left, y + 13), .init(size: 13, color: Color.muted))
        let start = Size.left + 104
        for step in 0...10 {
            drawing.rectangle(
                at: (start + step * 22, y),
                size: (22, 18),
                fill: Color.heat(Double(step) / 10)
            )
        }
        drawing.text("100 %", at: (start + 11 * 22 + 8, y + 13), .init(size: 13, color: Color.muted))
        let frame = start + 11 * 22 + 84
        drawing.frame(at: (frame, y - 1), size: (20, 20), identifier: "legend-frame")
        drawing.text(
            "\(SweepPlan.markedSkew) ms ahead, as in the forum thread",
            at: (frame + 30, y + 13),
            .init(size: 13, color: Color.muted)
        )
    }
}
