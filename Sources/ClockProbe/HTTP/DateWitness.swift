/// What the heads of answers say, beside the Date itself, of where it comes from.
struct DateWitness: Sendable, Hashable {
    private var keeper: String?
    /// Whether all of them named the instant of which the Date is; nil before the first.
    private var areExact: Bool?

    mutating func take(_ head: AnswerHead) {
        keeper = head.keeper ?? keeper
        // Who puts in a Date of its own on the way gives itself away near the edge of a second.
        areExact = areExact != false && head.exactSecond != nil && head.exactSecond == head.second
    }

    /// A name says more than anything else: who has it writes the Date last.
    var origin: Lead.Origin {
        if let keeper { return .keptDate(by: keeper) }
        return areExact == true ? .clock : .date
    }
}
