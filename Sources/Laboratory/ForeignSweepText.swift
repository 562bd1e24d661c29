package import TerminalText

/// A foreign server's sweep beside the arithmetic, as tables of 80 columns and in plain words.
package struct ForeignSweepText: Sendable {
    private let sweep: ForeignSweep
    private let style: TextStyle

    package init(_ sweep: ForeignSweep, _ style: TextStyle) {
        self.sweep = sweep
        self.style = style
    }

    package var lines: [String] { introduction + ForeignSweep.plan.delays.flatMap(table) + conclusion }

    private var introduction: [String] {
        [
            style.paint("How often? Percent of calls accepted", .bold),
            "Tokens with iat and nbf in whole seconds, made through one second of its clock.",
            "Rows with a tolerance are the arithmetic: refused = ahead - delay - forgiven, in",
            "seconds, from 0 to 1. The last row is the server: by its rule = measured.", "",
        ]
    }

    private func table(delay: Int) -> [String] {
        let plan = ForeignSweep.plan
        let arithmetic = plan.tolerances.map { tolerance in
            SweepTable.label("\(tolerance) ms", style)
                + plan.skews.map { skew in
                    let share = ForeignSweep.predicted(Cell(skew: skew, tolerance: tolerance, delay: delay))
                    return SweepTable.entry("\(share)", in: Self.color(share), style: style)
                }.joined()
        }
        let server = plan.skews.map { skew in
            guard let square = sweep.square(skew: skew, delay: delay) else {
                return SweepTable.entry("?", in: .alarm, style: style)
            }
            let isEqual = square.isAsExpected
            let text = square.expectedPercent + (isEqual ? "=" : "!=") + square.percent
            return SweepTable.entry(
                text,
                in: isEqual ? Self.color(square.accepted * 100 / square.calls) : .alarm,
                style: style
            )
        }
        return SweepTable.heading(plan, delay: delay, style) + arithmetic
            + [SweepTable.label("server", style) + server.joined(), ""]
    }

    private static func color(_ percent: Int) -> TextStyle.Color? {
        switch percent {
        case 100: .green
        case 0: .red
        default: nil
        }
    }

    private var conclusion: [String] {
        let count = sweep.squares.count
        guard sweep.isAsExpected else {
            return [style.paint("\(sweep.surprises.count) squares of \(count) are not as its rule says.", .alarm)]
        }
        let ages = ForeignSweep.ages.count
        return [
            style.paint(
                "All \(count) squares of the server are as its rule says, by \(ages) calls: one for each age",
                .green
            ),
            style.paint("of a token, which answers for every square that has it.", .green),
        ]
    }
}
