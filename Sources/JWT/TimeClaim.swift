internal import Durations
internal import JSON

/// A time as a token states it, not interpreted yet: what it means depends on the library that reads it.
package struct TimeClaim: Sendable, Hashable {
    enum Kind: UInt8, Sendable { case absent, null, boolean, number, text, other }

    /// A number, and where it lies among the limits of the libraries.
    struct Value: Sendable, Hashable {
        /// How large it is without its sign, by the smallest type that holds it.
        enum Size: UInt8, Sendable, Comparable {
            /// Up to the year 9999.
            case calendar
            /// Its milliseconds fit into 64 bits with a sign.
            case milliseconds
            /// As far as `java.time.Instant` goes: the year 1,000,000,000.
            case instant
            case int64, uint64, double
            /// Beyond any double, which readers by floating point take for infinity.
            case infinite

            static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
        }

        let instant: NumericDate
        let size: Size
        /// Whether it has a minus sign; zero may have one too.
        let hasMinus: Bool
        /// Whether it is written as an integer: without a point and without an exponent.
        let isInteger: Bool

        static let zero = Value(instant: NumericDate(seconds: 0), size: .calendar, hasMinus: false, isInteger: true)
    }

    let kind: Kind
    /// The value of a number, of a boolean (0 or 1), or of text that is a decimal number.
    let value: Value
    let text: TimeText?

    package static let absent = TimeClaim(kind: .absent, value: .zero, text: nil)

    private init(kind: Kind, value: Value, text: TimeText?) {
        self.kind = kind
        self.value = value
        self.text = text
    }

    package init(_ instant: NumericDate?) {
        guard let instant else {
            self = .absent
            return
        }
        kind = .number
        let isPast = instant.sinceEpoch < .zero
        value = Value(
            instant: instant,
            size: instant <= .latest ? .calendar : .milliseconds,
            hasMinus: isPast,
            isInteger: instant == instant.floored(to: .seconds)
        )
        text = nil
    }

    init(_ claim: JSONValue?) {
        switch claim {
        case nil: self = .absent
        case .null: self.init(kind: .null, value: .zero, text: nil)
        case .bool(let isTrue):
            let instant = NumericDate(seconds: isTrue ? 1 : 0)
            let value = Value(instant: instant, size: .calendar, hasMinus: false, isInteger: true)
            self.init(kind: .boolean, value: value, text: nil)
        case .number(let number): self.init(kind: .number, value: Value(number), text: nil)
        case .string(let string):
            let text = TimeText(string)
            self.init(kind: .text, value: text.decimal ?? .zero, text: text)
        case .array, .object: self.init(kind: .other, value: .zero, text: nil)
        }
    }

    /// - Parameter number: in the grammar of JSON.
    init(number: Span<UInt8>) {
        let value = Value(usual: number) ?? Value(JSONNumber(validated: number))
        self.init(kind: .number, value: value, text: nil)
    }

    /// The instant that a person would read: of a number, and of a number in a string too.
    package var instant: NumericDate? {
        switch kind {
        case .number: value.instant
        case .text: (text?.decimal ?? text?.integer)?.instant
        case .absent, .null, .boolean, .other: nil
        }
    }

    /// The same claim at another instant.
    func moved(to instant: NumericDate) -> TimeClaim {
        guard kind == .text else { return TimeClaim(instant) }
        let moved = TimeClaim(instant).value
        return TimeClaim(kind: .text, value: moved, text: text?.moved(to: moved))
    }
}

extension TimeClaim.Value {
    /// The largest instant of `java.time`, in seconds.
    private static let javaInstant: Int128 = 31_556_889_864_403_199

    init(_ number: JSONNumber) {
        instant = NumericDate(saturating: number)
        hasMinus = number.text.hasPrefix("-")
        isInteger = !number.text.utf8.contains {
            [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0)
        }
        size = Self.size(of: number)
    }

    /// A number as nearly every token has it: without sign and exponent, of at most nine decimals, and before the end
    /// of the year 9999; nil for others.
    ///
    /// - Parameter number: in the grammar of JSON.
    init?(usual number: Span<UInt8>) {
        var units = (whole: 0, nanoseconds: 0)
        var index = 0
        while index < number.count, index < 12, let digit = Self.digit(number[index]) {
            units.whole = units.whole &* 10 &+ digit
            index += 1
        }
        let isInteger = index == number.count
        if !isInteger {
            guard number[index] == UInt8(ascii: "."), number.count - index <= 10 else { return nil }
            var unit = 1_000_000_000
            for place in (index + 1)..<number.count {
                guard let digit = Self.digit(number[place]) else { return nil }
                unit /= 10
                units.nanoseconds += digit * unit
            }
        }
        let instant = NumericDate(seconds: units.whole, nanoseconds: units.nanoseconds)
        guard instant < .latest else { return nil }
        self.init(instant: instant, size: .calendar, hasMinus: false, isInteger: isInteger)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? Int(value) : nil
    }

    private static func size(of number: JSONNumber) -> Size {
        guard let whole = number.scaled(byPowerOfTen: 0)?.value.magnitude else {
            // The double only tells whether it is infinity; the instant is not made from it.
            return Double(number.text).map(\.isFinite) == true ? .double : .infinite
        }
        if whole <= UInt128(NumericDate.latest.sinceEpoch.secondsRoundedDown) { return .calendar }
        if whole <= UInt128(Int64.max / 1000) { return .milliseconds }
        if whole <= UInt128(javaInstant) { return .instant }
        if whole <= UInt128(Int64.max) { return .int64 }
        return whole <= UInt128(UInt64.max) ? .uint64 : .double
    }
}
