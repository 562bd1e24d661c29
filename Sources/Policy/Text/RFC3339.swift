internal import Durations
internal import HTTPMessages
package import JWT

/// Instants as text: RFC 3339, written in UTC with milliseconds (`2026-01-02T03:04:05.678Z`).
package enum RFC3339 {
    package static func append(_ instant: NumericDate, to output: inout [UInt8]) {
        let milliseconds = instant.milliseconds
        let seconds = instant.sinceEpoch.secondsRoundedDown
        let date = CivilDate(secondsSince1970: seconds)
        output.append(decimal: date.year, digits: 4)
        output.append("-")
        output.append(decimal: date.month, digits: 2)
        output.append("-")
        output.append(decimal: date.day, digits: 2)
        output.append("T")
        output.append(decimal: date.hour, digits: 2)
        output.append(":")
        output.append(decimal: date.minute, digits: 2)
        output.append(":")
        output.append(decimal: date.second, digits: 2)
        output.append(".")
        output.append(decimal: milliseconds - seconds * 1000, digits: 3)
        output.append("Z")
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
