extension Duration {
    private static let attosecondsPerMillisecond: Int128 = 1_000_000_000_000_000

    package var millisecondsRoundedDown: Int {
        let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: Self.attosecondsPerMillisecond)
        return Int(clamping: remainder < 0 ? quotient - 1 : quotient)
    }

    package var millisecondsRoundedUp: Int {
        let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: Self.attosecondsPerMillisecond)
        return Int(clamping: remainder > 0 ? quotient + 1 : quotient)
    }

    package var secondsRoundedDown: Int {
        let (seconds, attoseconds) = components
        return Int(attoseconds < 0 ? seconds - 1 : seconds)
    }

    package var secondsRoundedUp: Int {
        let (seconds, attoseconds) = components
        return Int(attoseconds > 0 ? seconds + 1 : seconds)
    }
}
