package import JSON

/// What a foreign server does with fresh tokens, for each skew of the issuer and each delay until they are used.
///
/// What such a server forgives cannot be changed, and its clock cannot be moved. But its rule repeats itself by the
/// second, so only the age of a token of whole seconds counts: one call for each age answers for all squares that have
/// it.
package struct ForeignSweep: Sendable {
    package static let plan = SweepPlan.standard
    /// In milliseconds; the values of the plan are multiples of it.
    private static let step = 50
    private static let count = 1000 / step

    /// A call with a token at an age in milliseconds.
    package struct Call: Sendable, Hashable {
        package let age: Int
        package let isAccepted: Bool
        /// Whether it should be accepted; nil if that cannot be told beforehand.
        package let expected: Bool?

        package init(age: Int, isAccepted: Bool, expected: Bool?) {
            self.age = age
            self.isAccepted = isAccepted
            self.expected = expected
        }
    }

    /// The results of the calls of one skew and one delay.
    package struct Square: Sendable, Hashable {
        package let skew: Int
        package let delay: Int
        package let calls: Int
        package let accepted: Int
        /// How many should be accepted: a range if some calls were too near to an edge to tell.
        package let expected: ClosedRange<Int>

        package var isAsExpected: Bool { expected.contains(accepted) }
        var share: Double { Double(accepted) / Double(calls) }
        var percent: String { "\(accepted * 100 / calls)" }
        /// Such as `80`; of several numbers, the one nearest to what was measured.
        var expectedPercent: String {
            "\(min(max(accepted, expected.lowerBound), expected.upperBound) * 100 / calls)"
        }
    }

    /// The tokens of a square are made in the middle of each step, so that no multiple of a step, where edges are, is
    /// near.
    private static let phases = (0..<count).map { $0 * step + step / 2 }

    /// All ages that squares have, in milliseconds, each once.
    package static let ages: [Int] = Set(
        plan.skews.flatMap { skew in plan.delays.flatMap { delay in ages(skew: skew, delay: delay) } }
    ).sorted()

    /// The ages of a square's tokens: each is made at a phase of the server's second by a clock that is ahead, cut to
    /// the second, and used after the delay.
    private static func ages(skew: Int, delay: Int) -> [Int] {
        phases.map { $0 + delay - ($0 + skew) / 1000 * 1000 }
    }

    private let calls: [Int: Call]

    package init(_ calls: [Call]) {
        self.calls = Dictionary(calls.map { ($0.age, $0) }) { first, _ in first }
    }

    /// Nil if a call is missing.
    package func square(skew: Int, delay: Int) -> Square? {
        let made = Self.ages(skew: skew, delay: delay).compactMap { calls[$0] }
        guard made.count == Self.count else { return nil }
        let least = made.count { $0.expected == true }
        return Square(
            skew: skew,
            delay: delay,
            calls: made.count,
            accepted: made.count(where: \.isAccepted),
            expected: least...(least + made.count { $0.expected == nil })
        )
    }

    package var squares: [Square] {
        Self.plan.delays.flatMap { delay in Self.plan.skews.compactMap { square(skew: $0, delay: delay) } }
    }

    package var surprises: [Square] { squares.filter { !$0.isAsExpected } }

    package var isAsExpected: Bool {
        surprises.isEmpty && squares.count == Self.plan.delays.count * Self.plan.skews.count
    }

    /// How many percent a gateway with that tolerance accepts, by the arithmetic.
    static func predicted(_ cell: Cell) -> Int {
        guard let grid = PhaseGrid(count: count) else { return 0 }
        return (count - cell.predictedRefusals(of: grid)) * 100 / count
    }

    package var json: JSONValue {
        .array(
            squares.map { square in
                [
                    "skewMs": JSONValue(square.skew), "delayMs": JSONValue(square.delay),
                    "calls": JSONValue(square.calls),
                    "predictedRefused": JSONValue(square.calls - square.expected.upperBound),
                    "predictedRefusedAtMost": JSONValue(square.calls - square.expected.lowerBound),
                    "measuredRefused": JSONValue(square.calls - square.accepted),
                ]
            }
        )
    }
}
