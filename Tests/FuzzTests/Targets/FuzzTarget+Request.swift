extension FuzzTarget {
    /// The bytes of a connection mean the same requests however the network cuts them, and what is taken for a head is
    /// one.
    static let request = FuzzTarget("request") {
        { input in
            let whole = Conversation(input, in: [input[...]])
            for exchange in whole.exchanges { try ReferenceHead.check(exchange) }
            try Self.compare(whole, with: Conversation(input, in: input.pieces(ofOneUpTo: 2048)), of: input)
            try Self.compare(
                whole,
                with: Conversation(input, in: [input[..<input.cut], input[input.cut...]]),
                of: input
            )
        }
    }

    private static func compare(_ whole: Conversation, with cut: Conversation, of input: [UInt8]) throws {
        try require(whole.exchanges == cut.exchanges, "requests differ: \(whole.exchanges) and \(cut.exchanges)")
        guard whole.end != cut.end else { return }
        // A line is only looked at again once it is complete, so that its fault may show that much later.
        guard case .failed = whole.end, case .open = cut.end else {
            throw Violation(description: "the ends differ: \(whole.end) and \(cut.end)")
        }
        var later = cut
        later.take([UInt8(ascii: "\n")])
        try require(whole.end == later.end, "the ends differ: \(whole.end) and later \(later.end)")
    }
}
