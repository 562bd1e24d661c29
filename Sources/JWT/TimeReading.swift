/// What a library makes of a time in a token before it compares it: whether it must be there, and which forms it takes.
package struct TimeReading: Sendable, Hashable {
    /// How far a number may go.
    package enum Numbers: Sendable, Hashable {
        /// From 1970 to the year 9999.
        case calendar
        /// As many milliseconds as 64 bits hold.
        case milliseconds
        /// As far as `java.time.Instant` goes.
        case instant
        case int64
        /// As `int64`, but without fraction and exponent.
        case integer
        /// As `integer`, and not below zero.
        case uint64
        /// Any double but infinity.
        case finite
        /// Any number; one that is beyond any double counts as infinity.
        case any
    }

    /// What a string has to be to be taken as a time.
    package enum Text: Sendable, Hashable { case refused, integer, long, decimal, prefix, decimalPrefix }

    /// What `null` counts as.
    package enum Null: Sendable, Hashable { case refused, absent, zero }

    package var isDemanded: Bool
    package var numbers: Numbers
    package var text: Text
    package var null: Null
    /// Whether `true` is 1 and `false` is 0, as in Python.
    package var takesBooleans: Bool
    /// Whether a zero means that there is no such claim, as in Go.
    package var zeroIsAbsent: Bool

    package init(
        isDemanded: Bool = false,
        _ numbers: Numbers = .finite,
        text: Text = .refused,
        null: Null = .refused,
        takesBooleans: Bool = false,
        zeroIsAbsent: Bool = false
    ) {
        self.isDemanded = isDemanded
        self.numbers = numbers
        self.text = text
        self.null = null
        self.takesBooleans = takesBooleans
        self.zeroIsAbsent = zeroIsAbsent
    }

    package var demanded: TimeReading {
        var reading = self
        reading.isDemanded = true
        return reading
    }

    /// The instant that `claim` means here; nil if it counts as absent.
    func instant(of claim: TimeClaim, _ name: String) throws(TokenError) -> NumericDate? {
        switch claim.kind {
        case .number: return try instant(claim.value, name)
        case .absent: return try absent(name)
        case .null:
            switch null {
            case .refused: throw .claimInvalid(name)
            case .absent: return try absent(name)
            case .zero: return TimeClaim.Value.zero.instant
            }
        case .boolean where takesBooleans: return try instant(claim.value, name)
        case .text: return try instant(textValue(of: claim), name)
        case .boolean, .other: throw .claimInvalid(name)
        }
    }

    private func absent(_ name: String) throws(TokenError) -> NumericDate? {
        if isDemanded { throw .claimMissing(name) }
        return nil
    }

    private func textValue(of claim: TimeClaim) -> TimeClaim.Value? {
        switch text {
        case .refused: nil
        case .integer: claim.text?.integer
        case .long: claim.text?.long
        case .decimal: claim.text?.decimal
        case .prefix: claim.text?.prefix
        case .decimalPrefix: claim.text?.decimalPrefix
        }
    }

    private func instant(_ value: TimeClaim.Value?, _ name: String) throws(TokenError) -> NumericDate? {
        guard let value, fits(value) else { throw .claimInvalid(name) }
        return zeroIsAbsent && value.instant.sinceEpoch == .zero ? try absent(name) : value.instant
    }

    private func fits(_ value: TimeClaim.Value) -> Bool {
        switch numbers {
        case .calendar: value.instant <= .latest && !value.hasMinus
        case .milliseconds: value.size <= .milliseconds
        case .instant: value.size <= .instant
        case .int64: value.size <= .int64
        case .integer: value.size <= .int64 && value.isInteger
        case .uint64: value.size <= .uint64 && value.instant.sinceEpoch >= .zero
        case .finite: value.size <= .double
        case .any: true
        }
    }
}
