internal import Durations
internal import HTTPMessages
package import JWT

/// Instants as text: RFC 3339, written in UTC with milliseconds (`2026-01-02T03:04:05.678Z`).
package enum RFC3339 {
    typealias Characters = InlineArray<24, UInt8>

    package static func append(_ instant: NumericDate, to output: inout [UInt8]) {
        let (second, millisecond) = split(instant)
        output.append(characters(second, millisecond).span)
    }

    /// The second that an instant is in, and its milliseconds: rounded down, before 1970 too.
    static func split(_ instant: NumericDate) -> (second: Int, millisecond: Int) {
        let (quotient, remainder) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? (quotient - 1, remainder + 1000) : (quotient, remainder)
    }

    /// All characters of an instant at once: bodies have several, and each thing that is appended has its price.
    static func characters(_ second: Int, _ millisecond: Int) -> Characters {
        let date = CivilDate(secondsSince1970: second)
        var text = Characters(repeating: UInt8(ascii: "-"))
        text[10] = UInt8(ascii: "T")
        text[13] = UInt8(ascii: ":")
        text[16] = UInt8(ascii: ":")
        text[19] = UInt8(ascii: ".")
        text[23] = UInt8(ascii: "Z")
        text.put(decimal: date.year, digits: 4, at: 0)
        text.put(decimal: date.month, digits: 2, at: 5)
        text.put(decimal: date.day, digits: 2, at: 8)
        text.put(decimal: date.hour, digits: 2, at: 11)
        text.put(decimal: date.minute, digits: 2, at: 14)
        text.put(decimal: date.second, digits: 2, at: 17)
        text.put(millisecond: millisecond)
        return text
    }

    package static func text(_ instant: NumericDate) -> String {
        var output: [UInt8] = []
        append(instant, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The instant that `text` names, with at most three digits of a second; nil if it names none.
    package static func parse(_ text: String) -> NumericDate? {
        let bytes = Array(text.uppercased().utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let seconds = CivilDate.seconds(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second
            )
        else { return nil }
        var rest = bytes[19...]
        var milliseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { $0.isDigit }
            guard (1...3).contains(fraction.count), let value = number(fraction) else { return nil }
            milliseconds = value * [100, 10, 1][fraction.count - 1]
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let offset = zoneOffset(rest) else { return nil }
        // The zone must not move the year beyond four digits.
        guard (0...9999).contains(CivilDate(secondsSince1970: seconds - offset).year) else { return nil }
        return NumericDate(milliseconds: (seconds - offset) * 1000 + milliseconds)
    }

    /// The offset of a zone in seconds: `Z`, `+02:00`, `-03:30`.
    private static func zoneOffset(_ zone: ArraySlice<UInt8>) -> Int? {
        let zone = Array(zone)
        if zone == [UInt8(ascii: "Z")] { return 0 }
        guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = number(zone[1..<3]),
            let minutes = number(zone[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch zone[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit.isDigit else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

extension InlineArray<24, UInt8> {
    /// Replaces the milliseconds in a text of `RFC3339.Characters`.
    mutating func put(millisecond: Int) { put(decimal: millisecond, digits: 3, at: 20) }

    /// Puts the last `digits` digits of a number there, zeros in front included.
    @inline(__always)
    fileprivate mutating func put(decimal number: Int, digits: Int, at start: Int) {
        // Numbers of 32 bits are divided faster, and a date has no larger ones.
        var rest = UInt32(truncatingIfNeeded: number.magnitude)
        for index in (start..<start + digits).reversed() {
            let quotient = rest / 10
            self[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
            rest = quotient
        }
    }
}
