/// What the heads of answers say, besides the Date itself, of the Date's origin.
struct DateWitness: Sendable, Hashable {
    private var keeper: String?
    /// Whether all of them named the instant of the Date; nil before the first.
    private var areExact: Bool?

    mutating func take(_ head: AnswerHead) {
        keeper = head.keeper ?? keeper
        // A proxy on the way that puts in its own Date is noticed near the edge of a second.
        areExact = areExact != false && head.exactSecond != nil && head.exactSecond == head.second
    }

    /// A name says more than anything else: the software of that name has written the Date last.
    var origin: Lead.Origin {
        if let keeper { return .keptDate(by: keeper) }
        return areExact == true ? .clock : .date
    }
}
