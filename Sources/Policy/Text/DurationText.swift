internal import Durations
internal import JSON

/// Durations as people write them: an optional sign, then `200ms`, `1.5s`, `1m30s`, `2h`, or a bare decimal, which is
/// milliseconds unless the caller says otherwise.
///
/// They are whole milliseconds, at most ten years in either direction.
package enum DurationText {
    package static let allowed = "a duration such as 200ms, 1.5s, 1m30s, 24h or 200 (milliseconds), at most 10 years"
    package static let limit = Duration.seconds(10 * 366 * 86_400)
    /// The unit of a number without one, except where RFC 6749 has it count seconds.
    package static let bareUnit = Duration.milliseconds(1)

    package enum Failure: Error, Sendable, Hashable { case malformed, notWholeMilliseconds, tooLong }

    /// - Parameter bare: the unit of a number without one.
    package static func parse(_ text: String, bare: Duration = bareUnit) throws(Failure) -> Duration {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { throw .malformed }
        var total: Int128 = 0
        var parts = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            rest = rest.dropFirst(unit.count)
            let isOnly = parts == 0 && rest.isEmpty
            guard let number = number(digits),
                let milliseconds = unit.isEmpty && isOnly ? Int128(bare.millisecondsRoundedDown) : milliseconds(unit)
            else { throw .malformed }
            // In millionths of the unit, so that 1.5s is exact and 0.5ms is found out.
            guard let (scaled, isExact) = number.scaled(byPowerOfTen: 6) else { throw .tooLong }
            let product = scaled.multipliedReportingOverflow(by: milliseconds)
            guard isExact else { throw .notWholeMilliseconds }
            guard !product.overflow, product.partialValue < 1_000_000_000_000_000_000_000 else { throw .tooLong }
            total += product.partialValue
            parts += 1
        }
        guard total % 1_000_000 == 0 else { throw .notWholeMilliseconds }
        guard total <= Int128(limit.millisecondsRoundedDown) * 1_000_000 else { throw .tooLong }
        let duration = Duration.milliseconds(Int(total / 1_000_000))
        return isNegative ? .zero - duration : duration
    }

    /// A duration as people write it: `24h`, `1m30s`, `1.5s`, `200ms`; in whole milliseconds, rounded down.
    package static func text(_ duration: Duration) -> String {
        let total = duration.millisecondsRoundedDown
        guard total != 0 else { return "0ms" }
        let (minutes, rest) = total.magnitude.quotientAndRemainder(dividingBy: 60_000)
        var text = total < 0 ? "-" : ""
        if minutes >= 60 { text += "\(minutes / 60)h" }
        if minutes % 60 > 0 { text += "\(minutes % 60)m" }
        let (seconds, milliseconds) = rest.quotientAndRemainder(dividingBy: 1000)
        switch (seconds, milliseconds) {
        case (0, 0): break
        case (0, _): text += "\(milliseconds)ms"
        default: text += decimal(thousandths: Int(rest)) + "s"
        }
        return text
    }

    /// A decimal without zeros at its end.
    private static func decimal(thousandths: Int) -> String {
        var (units, decimals) = (thousandths, 3)
        while decimals > 0, units % 10 == 0 { (units, decimals) = (units / 10, decimals - 1) }
        return JSONNumber(units: units, decimals: decimals).text
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> JSONNumber? {
        guard digits.first != UInt8(ascii: "."), digits.last != UInt8(ascii: "."), !digits.isEmpty, digits.count < 40,
            digits.count(where: { $0 == UInt8(ascii: ".") }) <= 1
        else { return nil }
        return JSONNumber(decimal: String(decoding: digits, as: UTF8.self))
    }

    private static func milliseconds(_ unit: ArraySlice<UInt8>) -> Int128? {
        switch String(decoding: unit, as: UTF8.self) {
        case "ms": 1
        case "s": 1_000
        case "m": 60_000
        case "h": 3_600_000
        default: nil
        }
    }
}
