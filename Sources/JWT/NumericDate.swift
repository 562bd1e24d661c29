internal import Durations
package import JSON

/// An instant as RFC 7519 §2 counts it, kept exactly: it is never a `Double` in between.
package struct NumericDate: Sendable, Hashable, Comparable {
    package var sinceEpoch: Duration

    package init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

    package init(seconds: Int, nanoseconds: Int = 0) {
        sinceEpoch = Duration(
            secondsComponent: Int64(seconds),
            attosecondsComponent: Int64(nanoseconds) * 1_000_000_000
        )
    }

    package init(milliseconds: Int) { sinceEpoch = .milliseconds(milliseconds) }

    /// The end of the year 9999, the last one that RFC 3339 can write.
    package static let latest = NumericDate(seconds: 253_402_300_799)

    /// 285 million years away; it stands for every instant beyond it.
    ///
    /// Its whole milliseconds, with a tolerance on top, still fit into 64 bits.
    package static let farthest = NumericDate(seconds: 9_000_000_000_000_000)

    /// The instant that `number` means, or nil if it is negative or beyond the year 9999.
    ///
    /// Digits below an attosecond round up; compared with a clock of nanoseconds, that makes no difference.
    package init?(_ number: JSONNumber) {
        guard !number.text.hasPrefix("-") else { return nil }
        self.init(saturating: number)
        guard self <= .latest else { return nil }
    }

    /// The instant that `number` means, or the farthest on its side if it lies beyond that.
    package init(saturating number: JSONNumber) {
        let limit = Self.farthest.sinceEpoch
        guard let (attoseconds, _) = number.scaled(byPowerOfTen: 18) else {
            sinceEpoch = number.text.hasPrefix("-") ? .zero - limit : limit
            return
        }
        sinceEpoch = min(max(Duration(attoseconds: attoseconds), .zero - limit), limit)
    }

    package static func < (left: Self, right: Self) -> Bool { left.sinceEpoch < right.sinceEpoch }
    package static func + (date: Self, duration: Duration) -> Self { Self(sinceEpoch: date.sinceEpoch + duration) }
    package static func - (date: Self, duration: Duration) -> Self { Self(sinceEpoch: date.sinceEpoch - duration) }
    package static func - (left: Self, right: Self) -> Duration { left.sinceEpoch - right.sinceEpoch }

    /// Rounded down, also before 1970.
    package var milliseconds: Int { sinceEpoch.millisecondsRoundedDown }

    /// Rounded down to a whole number of `unit`.
    package func floored(to unit: TimestampPrecision) -> NumericDate {
        switch unit {
        case .milliseconds: NumericDate(milliseconds: milliseconds)
        case .seconds: NumericDate(sinceEpoch: .seconds(sinceEpoch.secondsRoundedDown))
        }
    }

    /// Rounded to a whole number of `unit`.
    package func rounded(to unit: TimestampPrecision, _ rounding: TimestampRounding) -> NumericDate {
        let floor = floored(to: unit)
        let rest = self - floor
        return switch rounding {
        case .floor: floor
        case .round: rest * 2 >= unit.duration ? floor + unit.duration : floor
        case .ceil: rest > .zero ? floor + unit.duration : floor
        }
    }

    /// As a claim, to the millisecond.
    package var json: JSONValue { .number(JSONNumber(units: milliseconds, decimals: 3)) }

    /// Appends the digits of `json`: no decimals, or three.
    func append(to output: inout [UInt8]) {
        let milliseconds = milliseconds
        guard milliseconds >= 0 else {
            return output.append(contentsOf: JSONNumber(units: milliseconds, decimals: 3).text.utf8)
        }
        let (seconds, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        // Numbers of 32 bits are divided faster; a thousand needs no more.
        let rest = UInt32(truncatingIfNeeded: remainder)
        // Room for the longest number of 64 bits, a point, and three decimals.
        var text = InlineArray<24, UInt8>(repeating: UInt8(ascii: "."))
        var start = 20
        var whole = UInt64(truncatingIfNeeded: seconds)
        repeat {
            start &-= 1
            let quotient = whole / 10
            text[start] = Self.digit(UInt32(truncatingIfNeeded: whole &- quotient &* 10))
            whole = quotient
        } while whole > 0
        text[21] = Self.digit(rest / 100)
        text[22] = Self.digit(rest / 10 % 10)
        text[23] = Self.digit(rest % 10)
        unsafe text.span.extracting(start..<(rest == 0 ? 20 : 24)).withUnsafeBufferPointer { digits in
            unsafe output.append(contentsOf: digits)
        }
    }

    private static func digit(_ value: UInt32) -> UInt8 { UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value) }
}
